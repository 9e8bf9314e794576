package dev.parley.bot.platform;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Shares what a platform allows in one channel among the replies that write there: first those that end, then those that
 * go on, each kind in order of arrival. The allowance is what the platform's own headers say; until they have said
 * something, one write at a time.
 *
 * <p>The last write of a window is kept for replies that end: their reader has waited longest.
 */
public final class ChannelPacer {
    /** Where a platform says nothing, it is a write a second. */
    private static final Duration ASSUMED_WINDOW = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Object> ending = new ArrayDeque<>();
    private final Deque<Object> running = new ArrayDeque<>();
    private int limit = 1;
    private int left = 1;
    private boolean learned;
    private long resetsAt;

    /**
     * A pacer of one channel.
     *
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public ChannelPacer(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        resetsAt = nanoTime.getAsLong();
    }

    /**
     * Waits until one write is allowed.
     *
     * @param last whether the reply ends with it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void acquire(boolean last) throws InterruptedException {
        Object ticket = new Object();
        Deque<Object> line = last ? ending : running;
        lock.lockInterruptibly();
        try {
            line.addLast(ticket);
            while (!isFirst(ticket, last) || !isAllowed(last)) {
                long wait = resetsAt - nanoTime.getAsLong();
                if (isFirst(ticket, last) && wait > 0) {
                    long _ = changed.awaitNanos(wait);
                } else {
                    changed.await();
                }
            }
            left--;
        } finally {
            line.remove(ticket);
            changed.signalAll();
            lock.unlock();
        }
    }

    /**
     * Hears what the platform said with an answer.
     *
     * @param allowed writes in a window
     * @param remaining writes that this window still has
     * @param resetsIn until the window is over
     */
    public void learn(int allowed, int remaining, Duration resetsIn) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            boolean sameWindow = learned && now < resetsAt;
            // Others may have been let in since the platform counted.
            left = sameWindow ? Math.min(left, remaining) : remaining;
            limit = Math.max(1, allowed);
            resetsAt = now + resetsIn.toNanos();
            learned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isFirst(Object ticket, boolean last) {
        return last ? ticket.equals(ending.peekFirst()) : ending.isEmpty() && ticket.equals(running.peekFirst());
    }

    private boolean isAllowed(boolean last) {
        if (nanoTime.getAsLong() >= resetsAt) {
            left = limit;
            // The new window begins with its first write; until the answer to that says how long it is:
            resetsAt = nanoTime.getAsLong() + ASSUMED_WINDOW.toNanos();
        }
        int kept = last || limit == 1 ? 0 : 1;
        return left > kept;
    }
}
