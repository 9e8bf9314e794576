package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

/**
 * Where a database is.
 *
 * @param file its file, absolute; its name alone for one in memory
 * @param disk what that lies on
 * @param url for H2, without options
 * @param isMemory whether it is gone when it is closed
 */
record Location(Path file, Disk disk, String url, boolean isMemory) {
    static final String SUFFIX = ".mv.db";

    /**
     * WRITE_DELAY: by default H2 keeps commits back for half a second. MAX_LENGTH_INPLACE_LOB: most texts lie in their row
     * instead of a place of their own. CACHE_SIZE is in KiB. LOCK_TIMEOUT is in milliseconds. TRACE_LEVEL_FILE: what H2
     * would write into a file beside the database comes as an exception too, and on a full disk that file is no help.
     * OPTIMIZE_REUSE_RESULTS: H2 2.4.240 answers an EXISTS that was asked before as it did then, whatever was deleted since.
     */
    private static final String OPTIONS =
            ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=16384;MAX_LENGTH_INPLACE_LOB=8192;LOCK_TIMEOUT=10000"
                    + ";TRACE_LEVEL_FILE=0;OPTIMIZE_REUSE_RESULTS=FALSE";

    static Location of(Path file, Disk disk) {
        var path = file.toAbsolutePath().normalize();
        var name = path.toString();
        if (!name.endsWith(SUFFIX)) {
            throw new IllegalArgumentException("a database file ends in " + SUFFIX + ", this one does not: " + path);
        }
        var base = name.substring(0, name.length() - SUFFIX.length());
        // Without a file system of its own, "file:" keeps H2 from reading the path as another kind of address.
        return new Location(
                path, disk, "jdbc:h2:" + (disk.fileSystem().isEmpty() ? "file:" : disk.fileSystem()) + base, false);
    }

    static Location memory() {
        return new Location(
                Path.of("memory"), Disk.USUAL, "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", true);
    }

    JdbcDataSource source() {
        return source(OPTIONS);
    }

    /** For one that is there, and stays as it is. */
    JdbcDataSource forReading() {
        return source(OPTIONS + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE");
    }

    private JdbcDataSource source(String options) {
        var source = new JdbcDataSource();
        source.setURL(url + options);
        source.setUser("sa");
        source.setPassword("");
        return source;
    }

    /** The name of another file in the folder, as H2 knows it. */
    String beside(String ending) {
        var name = file.getFileName().toString();
        return disk.fileSystem()
                + file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + "." + ending);
    }

    long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets nobody but its owner read the file. */
    void hide() {
        try {
            if (isPosix(file)) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of an absolute path to a file. */
    static Path folder(Path file) {
        return requireNonNull(file.getParent(), "folder");
    }

    /** What makes a new file one that only its owner can read. */
    static FileAttribute<?>[] hidden(Path folder) throws IOException {
        return isPosix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }
}
