package dev.parley.persistence;

import java.time.Duration;

/** Hears what the database does, of many threads at once; must be quick and must not throw. */
@FunctionalInterface
public interface DatabaseWatch {
    /**
     * Something was done.
     *
     * @param wrote whether it was a transaction, which may write; otherwise it only read
     * @param took how long, waiting for a connection and for others' locks included
     * @param failed whether it was not done after all
     */
    void did(boolean wrote, Duration took, boolean failed);
}
