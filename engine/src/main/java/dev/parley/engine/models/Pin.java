package dev.parley.engine.models;

import org.jspecify.annotations.Nullable;

/**
 * What the lock file remembers of a model.
 *
 * @param source where it came from
 * @param revision the commit or version there, null if it had none
 * @param sha256 of its bytes, lower-case hex
 * @param size bytes
 * @param stamp of the file when the checksum was last computed
 */
record Pin(String source, @Nullable String revision, String sha256, long size, Stamp stamp) {

    /** The same, seen again with another stamp. */
    Pin seen(Stamp newStamp) {
        return new Pin(source, revision, sha256, size, newStamp);
    }
}
