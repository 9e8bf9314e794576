package dev.parley.persistence;

import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;

/**
 * Backups: H2's own {@code BACKUP TO}, which puts the file as it was at one moment into a ZIP while others read and write.
 * {@code SCRIPT} would read everything through SQL and be as slow again at the restore; that every row can be read is
 * found out by the check of what was written.
 */
final class Backup {
    private static final long BEGIN_MILLIS = 2;
    private static final long TELL_MILLIS = 500;
    private static final int ZIP = 'P' << 8 | 'K';

    private Backup() {}

    /**
     * Writes one, checks it, and puts it into its place.
     *
     * @param file the database's own, which a backup must not replace
     * @param source the database, open or not
     * @param to the ZIP's path
     * @param replace whether it may take the place of another file
     * @param written hears now and then how many bytes there are by now
     * @param holdWriters keeps others from writing until what it gives is run: H2 stores what is not stored yet just before
     *     it begins to copy, and nobody is to be in the middle of it then
     * @return what the check found
     */
    static CheckReport write(
            Path file,
            DataSource source,
            Path to,
            boolean replace,
            LongConsumer written,
            Supplier<Runnable> holdWriters) {
        var target = to.toAbsolutePath().normalize();
        var beside = target.resolveSibling("." + target.getFileName() + ".tmp");
        try {
            requireNotOurs(file, target);
            if (!replace && Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            if (!Files.isDirectory(Location.folder(target))) {
                throw new IOException("there is no folder " + Location.folder(target));
            }
            Files.deleteIfExists(beside);
            // H2 fills the file that is there, which keeps its mode.
            Files.createFile(beside, Location.hidden(Location.folder(target)));
            copy(source, beside, written, holdWriters);
            KeptCopies.force(beside);
            var report = check(beside, target);
            if (!report.problems().isEmpty()) {
                throw new StoreException(
                        Kind.DAMAGED,
                        "The backup was written and has mistakes, so it was not kept: "
                                + String.join("; ", report.problems()) + ". ./parley db check looks at the database.",
                        new IOException("mistakes in the backup"));
            }
            if (replace) {
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(beside, target);
            }
            KeptCopies.forceFolder(Location.folder(target));
            return report;
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(
                    Kind.NOT_WRITABLE, target + " is there already; --force replaces it. Nothing was written.", e);
        } catch (IOException | SQLException e) {
            throw new StoreException(
                    Kind.NOT_WRITABLE,
                    "The backup " + target + " cannot be written: " + Failures.reason(e)
                            + ". Choose a folder with room for twice the database, that this user may write.",
                    e);
        } finally {
            deleteQuietly(beside);
        }
    }

    /** What is there under the database's name, or is kept beside it, is not replaced by anybody's order. */
    private static void requireNotOurs(Path file, Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        var kept = file.resolveSibling(KeptCopies.FOLDER);
        var what = "";
        if (Files.exists(file) && Files.isSameFile(file, target)) {
            what = "the database itself";
        } else if (Files.exists(kept) && Files.isSameFile(kept, Location.folder(target))) {
            what = "a copy of it that is kept";
        }
        if (!what.isEmpty()) {
            throw new StoreException(
                    Kind.NOT_WRITABLE,
                    "No backup is written to " + target + ": that is " + what + ". Name another file.",
                    new FileAlreadyExistsException(target.toString()));
        }
    }

    private static void copy(DataSource source, Path beside, LongConsumer written, Supplier<Runnable> holdWriters)
            throws SQLException {
        var done = new CountDownLatch(1);
        try (var connection = source.getConnection()) {
            var resume = holdWriters.get();
            var teller =
                    Thread.ofVirtual().name("backup-progress").unstarted(() -> tell(beside, resume, written, done));
            try {
                teller.start();
                write(connection, beside);
            } finally {
                resume.run();
                done.countDown();
                joinQuietly(teller);
            }
        }
    }

    static void write(Connection connection, Path to) throws SQLException {
        try (var statement = connection.prepareStatement("backup to ?")) {
            statement.setString(1, to.toString());
            statement.execute();
        }
    }

    private static void tell(Path beside, Runnable resume, LongConsumer written, CountDownLatch done) {
        try {
            while (Files.size(beside) == 0 && !done.await(BEGIN_MILLIS, TimeUnit.MILLISECONDS)) {}
            resume.run();
            while (!done.await(TELL_MILLIS, TimeUnit.MILLISECONDS)) {
                written.accept(Files.size(beside));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It is being removed: there is nothing more to tell.
        }
    }

    private static void joinQuietly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Unpacks it beside itself, and reads all of it. */
    private static CheckReport check(Path backup, Path name) throws IOException, SQLException {
        var unpacked = backup.resolveSibling(backup.getFileName() + ".check" + Location.SUFFIX);
        try {
            unpack(backup, unpacked);
            return check(unpacked, new Failures(name));
        } finally {
            deleteQuietly(unpacked);
        }
    }

    /**
     * Reads all of a database that nobody has open, and changes nothing.
     *
     * @throws StoreException when it is none of Parley's, or a newer Parley's
     */
    static CheckReport check(Path file, Failures failures) throws SQLException {
        var source = Location.of(file, Disk.USUAL).forReading();
        try (var connection = source.getConnection()) {
            var schema = new Schema(source, failures);
            if (schema.version() == 0) {
                throw failures.damaged(new SQLException("it has no tables of Parley's"));
            }
            schema.validate();
            return Check.of(connection, schema.version());
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }

    /** Takes the database out of a backup; a database's own file is copied. */
    static void unpack(Path backup, Path to) throws IOException {
        Files.deleteIfExists(to);
        Files.createFile(to, Location.hidden(Location.folder(to)));
        if (!isZip(backup)) {
            try (var in = Files.newInputStream(backup)) {
                pour(in, to);
            }
            return;
        }
        try (var zip = new ZipInputStream(Files.newInputStream(backup))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(Location.SUFFIX)) {
                    pour(zip, to);
                    return;
                }
            }
        }
        throw new IOException("there is no database in it");
    }

    private static boolean isZip(Path backup) throws IOException {
        try (var in = Files.newInputStream(backup)) {
            return (in.read() << 8 | in.read()) == ZIP;
        }
    }

    private static void pour(InputStream in, Path to) throws IOException {
        try (var out = Files.newOutputStream(to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            in.transferTo(out);
        }
        KeptCopies.force(to);
    }

    static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The next one replaces it.
        }
    }
}
