package dev.parley.bot.platform;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before something that failed is tried again.
 *
 * @param first the pause after a first failure; each further one is twice as long
 * @param longest the longest pause
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 16;

    /** What suits a platform that cannot be reached. */
    public static Backoff usual() {
        return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /**
     * The next pause: some of it by chance, so that not all come back at once.
     *
     * @param failures in a row, from 1
     * @param random where the chance comes from
     */
    public Duration pause(int failures, RandomGenerator random) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration whole = doubled.compareTo(longest) < 0 ? doubled : longest;
        return whole.multipliedBy(random.nextLong(75, 126)).dividedBy(100);
    }
}
