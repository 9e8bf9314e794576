package dev.parley.bot.platform.slack;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a connection is tried again and looked at.
 *
 * @param first the pause after a first failure; each further one is twice as long
 * @param longest the longest pause
 * @param limited the least pause when Slack says that there were too many calls
 * @param hello how long a new socket may take to say that it is there
 * @param ping how long a socket may be silent before it is asked whether it is still there
 * @param dead how long it may be silent after all
 * @param token how often it is asked whether the bot's token is still good
 */
record Rhythm(
        Duration first,
        Duration longest,
        Duration limited,
        Duration hello,
        Duration ping,
        Duration dead,
        Duration token) {
    private static final int MOST_DOUBLINGS = 16;

    /** What suits Slack. */
    static Rhythm usual() {
        return new Rhythm(
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                Duration.ofSeconds(60));
    }

    /** The pause after so many failures in a row, from 1: some of it by chance, so that not all come back at once. */
    Duration pause(int failures, RandomGenerator random) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration whole = doubled.compareTo(longest) < 0 ? doubled : longest;
        return whole.multipliedBy(random.nextLong(75, 126)).dividedBy(100);
    }
}
