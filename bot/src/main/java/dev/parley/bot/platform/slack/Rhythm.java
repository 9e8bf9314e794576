package dev.parley.bot.platform.slack;

import dev.parley.bot.platform.Backoff;
import java.time.Duration;

/**
 * When a connection is tried again and looked at.
 *
 * @param backoff the pauses after failures
 * @param limited the least pause when Slack says that there were too many calls
 * @param hello how long a new socket may take to say that it is there
 * @param ping how long a socket may be silent before it is asked whether it is still there
 * @param dead how long it may be silent after all
 * @param token how often it is asked whether the bot's token is still good
 */
record Rhythm(Backoff backoff, Duration limited, Duration hello, Duration ping, Duration dead, Duration token) {
    /** What suits Slack. */
    static Rhythm usual() {
        return new Rhythm(
                Backoff.usual(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                Duration.ofSeconds(60));
    }
}
