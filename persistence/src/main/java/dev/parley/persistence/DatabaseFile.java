package dev.parley.persistence;

import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A database's file that nobody has open; whoever uses this sees to that. Nothing here brings tables up to date. All
 * methods throw {@link StoreException} with the way out where they cannot do what they should.
 */
public final class DatabaseFile {
    private final Path file;
    private final Clock clock;
    private final Failures failures;

    /**
     * One that may be there or not.
     *
     * @param file its path, which ends in {@code .mv.db}
     * @param clock dates the copies that are kept
     */
    public DatabaseFile(Path file, Clock clock) {
        this.file = Location.of(file, Disk.USUAL).file();
        this.clock = clock;
        this.failures = new Failures(this.file);
    }

    /**
     * What became of a restore.
     *
     * @param kept the database that was there before; empty: there was none
     * @param report what the backup holds
     */
    public record Restored(Optional<Path> kept, CheckReport report) {}

    /** As {@link Database#backup}. */
    public CheckReport backup(Path to, boolean replace, LongConsumer written) {
        requireThere();
        return Backup.write(file, Location.of(file, Disk.USUAL).source(), to, replace, written, () -> () -> {});
    }

    /** As {@link Database#check}; the file stays as it is. */
    public CheckReport check() {
        requireThere();
        try {
            Header.requireWhole(file, failures);
            return Backup.check(file, failures);
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }

    /** As {@link Database#compact}. */
    public Compacted compact() {
        requireThere();
        var location = Location.of(file, Disk.USUAL);
        long before = location.size();
        long begin = System.nanoTime();
        Header.requireWhole(file, failures);
        try (var connection = location.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("shutdown compact");
        } catch (SQLException e) {
            throw failures.of(e);
        }
        location.hide();
        return new Compacted(before, location.size(), Duration.ofNanos(System.nanoTime() - begin));
    }

    /**
     * Puts a backup in the place of the database, which is kept beside it. The backup is checked before. However this
     * ends, also by a kill, the one or the other is there as a whole.
     *
     * @param backup what {@link #backup} wrote, or a database's own file
     */
    public Restored restore(Path backup) {
        var beside = file.resolveSibling("restore.tmp" + Location.SUFFIX);
        try {
            Files.createDirectories(Location.folder(file));
            Backup.unpack(backup, beside);
            var report = Backup.check(beside, new Failures(backup));
            if (!report.problems().isEmpty()) {
                throw new StoreException(
                        Kind.DAMAGED,
                        backup + " is not restored, because it has mistakes: " + String.join("; ", report.problems())
                                + ". Restore another one; nothing was changed.",
                        new IOException("mistakes in the backup"));
            }
            return new Restored(replaceBy(beside, "before-restore"), report);
        } catch (NoSuchFileException e) {
            throw new StoreException(Kind.MISSING, "There is no file " + backup + " to restore.", e);
        } catch (SQLException e) {
            throw new Failures(backup).of(e);
        } catch (IOException e) {
            throw new StoreException(
                    Kind.NOT_WRITABLE,
                    backup + " cannot be restored: " + Failures.reason(e) + ". The database is as it was.",
                    e);
        } finally {
            Backup.deleteQuietly(beside);
        }
    }

    private Optional<Path> replaceBy(Path other, String why) throws IOException {
        var copies = new KeptCopies(file);
        Optional<Path> kept = Optional.empty();
        if (Files.exists(file)) {
            kept = Optional.of(copies.keep(why, clock.instant()));
        }
        Location.of(other, Disk.USUAL).hide();
        KeptCopies.force(other);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        KeptCopies.forceFolder(Location.folder(file));
        if (kept.isPresent() && !why.equals(Recovery.WHY)) {
            try {
                copies.prune(why);
            } catch (IOException e) {
                // One too many is kept; what was asked for is done.
            }
        }
        return kept;
    }

    /**
     * Reads out of a damaged database what can still be read, into a new one that takes its place; the damaged one is
     * kept.
     *
     * @return what was found and what was lost
     */
    public Recovered recover() {
        requireThere();
        try (var recovery = new Recovery(file)) {
            var found = recovery.run();
            var kept = replaceBy(recovery.result(), Recovery.WHY).orElseThrow();
            return new Recovered(kept, found.before(), found.report());
        } catch (IOException e) {
            throw new StoreException(
                    Kind.NOT_WRITABLE,
                    "The database " + file + " cannot be recovered: " + Failures.reason(e) + ". It is as it was.",
                    e);
        }
    }

    private void requireThere() {
        if (!Files.exists(file)) {
            throw new StoreException(
                    Kind.MISSING,
                    "There is no database at " + file + " yet: the first ./parley chat or run makes it, and ./parley db"
                            + " restore FILE puts a backup there.",
                    new NoSuchFileException(file.toString()));
        }
    }
}
