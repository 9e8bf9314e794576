package dev.parley.engine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tells cheaply that a file has not changed since its checksum was computed.
 *
 * @param size bytes
 * @param modified last change, as ISO-8601 with all digits that the file system has
 * @param inode its number, empty where the file system has none
 */
record Stamp(long size, String modified, String inode) {

    /** The stamp of a file as it is now. */
    static Stamp of(Path file) {
        try {
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file).toString(), inode(file));
        } catch (IOException e) {
            throw FileTrouble.reading(file, e);
        }
    }

    private static String inode(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? String.valueOf(Files.getAttribute(file, "unix:ino"))
                : "";
    }
}
