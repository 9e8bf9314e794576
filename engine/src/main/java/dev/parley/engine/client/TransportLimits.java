package dev.parley.engine.client;

import java.time.Duration;

/**
 * How long the client waits and how much it takes. There is no limit on a whole reply: a long one on a small machine may
 * take half an hour.
 *
 * @param connect for the TCP connection
 * @param idle without a single byte after the headers, an SSE comment included, or without the headers of an answer that
 *     is not streamed; time that the caller's listener takes does not count
 * @param eventBytes of one event of a stream
 * @param bodyBytes of an answer that is not streamed
 */
public record TransportLimits(Duration connect, Duration idle, int eventBytes, int bodyBytes) {

    /** 2 s, 2 min, 1 MiB, 64 MiB: the ids of a 1 MB message are about 3 MB of JSON. */
    public static final TransportLimits DEFAULT =
            new TransportLimits(Duration.ofSeconds(2), Duration.ofMinutes(2), 1 << 20, 64 << 20);

    /** Refuses what is not positive. */
    public TransportLimits {
        if (!connect.isPositive() || !idle.isPositive() || eventBytes < 1 || bodyBytes < 1) {
            throw new IllegalArgumentException("Every limit must be positive: connect " + connect + ", idle " + idle
                    + ", eventBytes " + eventBytes + ", bodyBytes " + bodyBytes + ".");
        }
    }
}
