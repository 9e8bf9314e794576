package dev.parley.engine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many bytes may still be written to a folder. */
interface DiskSpace {

    /** The real one. */
    DiskSpace REAL = folder -> Files.getFileStore(folder).getUsableSpace();

    long free(Path folder) throws IOException;

    /**
     * Asks for room before anything is fetched.
     *
     * @param bytes that will be written
     * @throws DownloadException with what is needed and what there is
     */
    default void require(Path folder, long bytes) {
        long free;
        try {
            free = free(folder);
        } catch (IOException e) {
            throw FileTrouble.reading(folder, e);
        }
        if (bytes > free) {
            throw new DownloadException(
                    "There is not enough room in %s: %s are needed and %s are free. Make room, or set PARLEY_HOME to another disk."
                            .formatted(folder, Sizes.of(bytes), Sizes.of(free)));
        }
    }
}
