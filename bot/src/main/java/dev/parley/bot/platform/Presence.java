package dev.parley.bot.platform;

import java.time.Duration;

/**
 * How a platform's connection is.
 *
 * @param connected whether there is one
 * @param silence since the platform was heard last: an event, or an answer to whether it is there
 */
public record Presence(boolean connected, Duration silence) {
    /** Platforms are asked whether they are there at least once a minute: so long nobody is silent who is there. */
    private static final Duration LONG = Duration.ofMinutes(3);

    /** Whether it is there, and was heard lately. */
    public boolean isWell() {
        return connected && silence.compareTo(LONG) < 0;
    }
}
