package dev.parley.engine.models;

import java.time.Duration;

/**
 * How patient a download is.
 *
 * @param connect to reach a server
 * @param idle without a byte from a server that was reached; a Python package may take four times as long
 * @param backOff before the second attempt, twice as long before each further one
 * @param attempts in a row that fetched nothing, before the source has failed
 */
public record DownloadLimits(Duration connect, Duration idle, Duration backOff, int attempts) {

    /** What suits the real world: 10 s, 30 s, 1 s, 4 attempts. */
    public static final DownloadLimits USUAL =
            new DownloadLimits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1), 4);
}
