package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a database became smaller.
 *
 * @param before the file's bytes
 * @param after its bytes now
 * @param pause for how long nothing could be read or written
 */
public record Compacted(long before, long after, Duration pause) {
    /** Refuses null. */
    public Compacted {
        requireNonNull(pause, "pause");
    }
}
