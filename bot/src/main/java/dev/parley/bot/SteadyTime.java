package dev.parley.bot;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that no correction of the machine's clock moves: it begins at the clock's, and then only passes. For all that is
 * about how long something takes, and when there is more: a clock that was set back by an hour would lock people out for
 * as long.
 */
final class SteadyTime implements InstantSource {
    private final Instant start;
    private final LongSupplier nanoTime;
    private final long startNanos;

    /** Begins now. */
    SteadyTime() {
        this(InstantSource.system(), System::nanoTime);
    }

    /**
     * Begins at a clock's time.
     *
     * @param clock asked once
     * @param nanoTime as {@link System#nanoTime}
     */
    SteadyTime(InstantSource clock, LongSupplier nanoTime) {
        this.start = clock.instant();
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }
}
