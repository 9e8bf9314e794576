package dev.parley.engine.models;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a file before it comes.
 *
 * @param sha256 null if unknown
 * @param size bytes, exact if there is a sha256; -1 if unknown, and rounded otherwise
 */
record Expected(@Nullable String sha256, long size) {

    /** The exact size in bytes, -1 if unknown. */
    long exactSize() {
        return sha256 == null ? -1 : size;
    }
}
