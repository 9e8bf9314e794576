package dev.parley.persistence;

import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;
import org.h2.tools.Recover;
import org.h2.tools.RunScript;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads out of copies of a damaged file what can be read, each of H2's ways in turn until one loses nothing: as H2 opens it,
 * as its tool {@code Recover} writes it out, and as its tool for the file takes it back to an older state that is whole.
 * The way that brings the most rows counts. The damaged file itself is only read.
 */
final class Recovery implements AutoCloseable {
    static final String WHY = "damaged";

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final int BLOCK = 4096;

    /** Older states that are tried; each is a copy of the file. */
    private static final int STATES = 20;

    private final Path file;
    private final Failures failures;
    private final Path folder;

    /** What one way brought. */
    record Found(Path database, Map<String, Long> before, CheckReport report, boolean isWhole) {}

    /** One of H2's ways: from a copy of the file to a database that opens. */
    private interface Way {
        /** Null where it leads nowhere. */
        @Nullable Path open(Path copy) throws IOException, SQLException;
    }

    private @Nullable Path result;

    Recovery(Path file) throws IOException {
        this.file = file;
        this.failures = new Failures(file);
        this.folder = file.resolveSibling("recover.tmp");
        remove();
        Files.createDirectory(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** The new database; only after {@link #run}. */
    Path result() {
        if (result == null) {
            throw new IllegalStateException("nothing was recovered");
        }
        return result;
    }

    Found run() throws IOException {
        var found = new ArrayList<Found>();
        for (Way way : List.<Way>of(copy -> copy, Recovery::written, Recovery::older)) {
            attempt(way, "way" + found.size() + (found.isEmpty() ? "" : "-next"), found);
            if (!found.isEmpty() && found.getLast().isWhole()) {
                break;
            }
        }
        var best = found.stream()
                .max((a, b) -> Long.compare(a.report().total(), b.report().total()))
                .filter(each -> each.report().total() > 0)
                .orElseThrow(() -> new StoreException(
                        Kind.DAMAGED,
                        "Nothing can be read out of " + file + ", neither by H2 nor by its tools. Restore a backup with"
                                + " ./parley db restore FILE, or move the file away to begin with an empty database.",
                        new IOException("nothing to recover")));
        result = best.database();
        return best;
    }

    private void attempt(Way way, String name, List<Found> found) throws IOException {
        var own = Files.createTempDirectory(folder, name);
        try {
            var opened = way.open(copy(own));
            if (opened != null) {
                found.add(salvage(opened, own.resolve("new" + Location.SUFFIX)));
            }
        } catch (SQLException | RuntimeException e) {
            // Damage shows itself in H2 as any exception.
            log.info("one way to read the damaged database leads nowhere: {}", Failures.reason(e), e);
        }
    }

    private Found salvage(Path from, Path to) throws SQLException {
        var target = Location.of(to, Disk.USUAL).source();
        try (var kept = target.getConnection();
                var source = Location.of(from, Disk.USUAL).forReading().getConnection()) {
            new Schema(target, failures).migrate();
            var salvage = new Salvage(source, kept);
            salvage.copy();
            var report = Check.of(kept, new Schema(target, failures).version());
            return new Found(to, salvage.before(), report, salvage.isWhole());
        }
    }

    /** A copy that ends with a whole block, as H2 expects, and has the two headers, without which it reads nothing. */
    private Path copy(Path own) throws IOException {
        var copy = own.resolve("copy" + Location.SUFFIX);
        Files.copy(file, copy);
        try (var bytes = new RandomAccessFile(copy.toFile(), "rw")) {
            bytes.setLength((bytes.length() + BLOCK - 1) / BLOCK * BLOCK);
            if (!isHeader(bytes, 0) && !isHeader(bytes, BLOCK)) {
                bytes.seek(0);
                bytes.write(headers(own.resolve("empty" + Location.SUFFIX)));
            }
        }
        return copy;
    }

    private static boolean isHeader(RandomAccessFile bytes, long at) throws IOException {
        bytes.seek(at);
        return bytes.length() > at + BLOCK && bytes.read() == 'H' && bytes.read() == ':';
    }

    /** Those of an empty file that is still open say nothing of its content, so that H2 looks for it. */
    private static byte[] headers(Path empty) throws IOException {
        try (var store = new MVStore.Builder().fileName(empty.toString()).open();
                var bytes = Files.newInputStream(empty)) {
            store.commit();
            return bytes.readNBytes(2 * BLOCK);
        }
    }

    private static @Nullable Path written(Path copy) throws SQLException {
        var folder = Location.folder(copy).toString();
        Recover.execute(folder, "copy");
        var script = copy.resolveSibling("copy.h2.sql");
        var opened = copy.resolveSibling("written" + Location.SUFFIX);
        if (Files.exists(script)) {
            var url = Location.of(opened, Disk.USUAL).url();
            RunScript.execute(url, "sa", "", script.toString(), null, true);
        }
        return Files.exists(opened) ? opened : null;
    }

    private static @Nullable Path older(Path copy) throws IOException {
        long version = Long.MAX_VALUE;
        for (int i = 0; i < STATES && version >= 0; i++) {
            version = MVStoreTool.rollback(copy.toString(), version, Writer.nullWriter());
            var older = copy.resolveSibling(copy.getFileName() + ".temp");
            if (MVStoreTool.info(older.toString(), Writer.nullWriter()) == null) {
                return Files.move(older, copy.resolveSibling("older" + Location.SUFFIX));
            }
            version--;
        }
        return null;
    }

    private void remove() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() {
        try {
            remove();
        } catch (IOException e) {
            log.warn("{} is of no use any more and cannot be removed: {}", folder, Failures.reason(e));
        }
    }
}
