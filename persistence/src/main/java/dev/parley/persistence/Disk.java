package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a database's file lies on.
 *
 * @param fileSystem the prefix of one of H2's file systems with its colon, such as {@code nio:}; empty for the machine's
 *     own
 * @param retry the pause between two attempts to write again after writing has failed; more than zero
 */
public record Disk(String fileSystem, Duration retry) {
    /** The machine's own, tried every two seconds. */
    public static final Disk USUAL = new Disk("", Duration.ofSeconds(2));

    /** Refuses null. */
    public Disk {
        requireNonNull(fileSystem, "fileSystem");
        requireNonNull(retry, "retry");
    }
}
