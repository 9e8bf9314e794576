package dev.parley.persistence;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;

/** Copies of a database that are kept when it is changed as a whole, dated, in the folder {@code kept} beside it. */
final class KeptCopies {
    /** The newest of each kind; each is as large as the database. */
    private static final int KEPT = 3;

    static final String FOLDER = "kept";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Path folder;

    KeptCopies(Path file) {
        this.file = file;
        this.folder = file.resolveSibling(FOLDER);
    }

    /**
     * A path for a new copy.
     *
     * @param why the kind, such as {@code before-restore}
     * @param now when
     * @param ending of the file's name
     */
    Path next(String why, Instant now, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        var name = "parley-" + why + "-" + DATE.format(now);
        var path = folder.resolve(name + ending);
        for (int i = 2; Files.exists(path); i++) {
            path = folder.resolve(name + "-" + i + ending);
        }
        return path;
    }

    /** Keeps the database as it is now, under a second name: what replaces it later leaves that alone. */
    Path keep(String why, Instant now) throws IOException {
        var copy = next(why, now, Location.SUFFIX);
        try {
            Files.createLink(copy, file);
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system knows two names for a file.
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            force(copy);
        }
        return copy;
    }

    /** Removes the older ones of a kind. */
    void prune(String why) throws IOException {
        try (var files = Files.list(folder)) {
            var older = files.filter(each -> each.getFileName().toString().startsWith("parley-" + why + "-"))
                    .sorted(Comparator.comparing(KeptCopies::modified).reversed())
                    .skip(KEPT)
                    .toList();
            for (var each : older) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** The name says when it was made; a link has the time of the file. */
    private static String modified(Path copy) {
        return copy.getFileName().toString();
    }

    /** Has a file's bytes on the disk. */
    static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Has a folder's names on the disk, where that can be asked for. */
    static void forceFolder(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows has no way to; what is lost then is the newest name, not its content.
        }
    }
}
