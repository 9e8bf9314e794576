package dev.parley.engine.models;

import java.io.IOException;
import java.nio.file.Path;

/** Failures of the models folder, which no other source would cure. */
final class FileTrouble {

    private FileTrouble() {}

    /** Writing failed. */
    static DownloadException writing(Path file, IOException e) {
        if (Reasons.isFull(e)) {
            return new DownloadException(
                    "The disk of %s is full. What was fetched is kept: make room and run the same command again."
                            .formatted(file.getParent()),
                    e);
        }
        return new DownloadException(
                "%s cannot be written: %s. Check the folder's permissions, or set PARLEY_HOME to another one."
                        .formatted(file, Reasons.of(e)),
                e);
    }

    /** Reading failed. */
    static ModelFileException reading(Path file, IOException e) {
        return new ModelFileException("%s cannot be read: %s.".formatted(file, Reasons.of(e)), e);
    }
}
