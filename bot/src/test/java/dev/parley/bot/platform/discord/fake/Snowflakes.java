package dev.parley.bot.platform.discord.fake;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Ids as Discord makes them: milliseconds since 2015, then 22 bits, here a counter. */
final class Snowflakes {
    private static final long EPOCH = 1_420_070_400_000L;
    private static final long COUNTER = (1L << 22) - 1;

    private final AtomicLong counter = new AtomicLong();
    private volatile Duration shift = Duration.ZERO;

    long next() {
        long millis = System.currentTimeMillis() + shift.toMillis() - EPOCH;
        return (millis << 22) | (counter.getAndIncrement() & COUNTER);
    }

    void shift(Duration by) {
        shift = by;
    }
}
