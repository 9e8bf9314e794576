package dev.parley.bot.platform;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What a platform allows over all places: so many requests in any second. */
public final class TotalPace {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final long[] begun;
    private int next;

    /**
     * A pace.
     *
     * @param aSecond the most requests in any second, at least 3
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public TotalPace(int aSecond, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        begun = new long[aSecond];
        Arrays.fill(begun, nanoTime.getAsLong() - SECOND);
    }

    /**
     * Waits until one more request may go out, and counts it; first come, first served.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void enter() throws InterruptedException {
        long wait = reserve();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    private synchronized long reserve() {
        long now = nanoTime.getAsLong();
        long at = Math.max(now, begun[next] + SECOND);
        begun[next] = at;
        next = (next + 1) % begun.length;
        return at - now;
    }

    /** Nanoseconds until progress should be written; 0: now. A third of each second is kept for what cannot wait. */
    synchronized long pause() {
        int many = begun.length - begun.length / 3;
        long then = begun[Math.floorMod(next - many, begun.length)];
        return Math.max(0, then + SECOND - nanoTime.getAsLong());
    }
}
