package dev.parley.bot.platform;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What a platform allows over all places: so many requests in any second. A request's share is free again a second after
 * its answer came, so that however long each was on its way, no more arrive in any second of the platform's own.
 */
public final class TotalPace {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final long[] freeAt;
    private final boolean[] taken;

    /**
     * A pace.
     *
     * @param aSecond the most requests in any second, at least 3
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public TotalPace(int aSecond, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        freeAt = new long[aSecond];
        taken = new boolean[aSecond];
        Arrays.fill(freeAt, nanoTime.getAsLong());
    }

    /**
     * Waits until one more request may go out.
     *
     * @return its share, to be {@linkplain #leave given back} when it is answered
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public int enter() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                int first = first();
                long wait = first < 0 ? Long.MAX_VALUE : freeAt[first] - nanoTime.getAsLong();
                if (wait <= 0) {
                    taken[first] = true;
                    return first;
                }
                long _ = changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The request of this share is answered, or will not be. */
    public void leave(int share) {
        lock.lock();
        try {
            taken[share] = false;
            freeAt[share] = nanoTime.getAsLong() + SECOND;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds until progress should be written; 0: now. A third is kept for what cannot wait. */
    long pause() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            long[] left = new long[freeAt.length];
            for (int i = 0; i < left.length; i++) {
                left[i] = taken[i] ? SECOND : Math.max(0, freeAt[i] - now);
            }
            Arrays.sort(left);
            return left[left.length / 3];
        } finally {
            lock.unlock();
        }
    }

    /** The share that is free first; -1: all are taken. */
    private int first() {
        int first = -1;
        for (int i = 0; i < freeAt.length; i++) {
            if (!taken[i] && (first < 0 || freeAt[i] - freeAt[first] < 0)) {
                first = i;
            }
        }
        return first;
    }
}
