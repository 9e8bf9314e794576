package dev.parley.bot.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** Writes a first configuration file. It may hold a token: nobody but its owner reads it, not even for a moment. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Writes the file, whole or not at all, readable and writable by its owner only.
     *
     * @param file where it goes; the folder is made if it is not there
     * @param text its content
     * @return false when there is a file of that name, which then stays as it is
     * @throws HomeException when the folder cannot be written
     */
    public static boolean create(Path file, String text) {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " has no folder");
        }
        if (Files.exists(file)) {
            return false;
        }
        var draft = folder.resolve(".parley-" + UUID.randomUUID() + ".yaml");
        try {
            Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
            try {
                Files.createFile(draft, ownerOnly(folder, "rw-------"));
                try (var out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                    out.force(true);
                }
                // Without options it replaces nothing.
                Files.move(draft, file);
                return true;
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (FileAlreadyExistsException e) {
            if (Files.exists(file)) {
                return false;
            }
            throw new HomeException("cannot write to " + folder + ": there is a file of that name", e);
        } catch (IOException e) {
            throw new HomeException(
                    "cannot write " + file + " (" + e.getMessage()
                            + "); make its folder writable, or set PARLEY_HOME to" + " a folder that is",
                    e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder, String permissions) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
