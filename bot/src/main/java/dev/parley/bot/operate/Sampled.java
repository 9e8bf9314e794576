package dev.parley.bot.operate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that takes its time to find out, looked at every few seconds on a thread of its own: who asks never waits for
 * it. The thread is never interrupted, as it may be at the database.
 *
 * @param <T> what is found
 */
public final class Sampled<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sampled.class);

    /** So many looks may be missed before what was found last does not count any more. */
    private static final int PATIENCE = 6;

    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final Look<T> look;
    private final Duration every;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Thread thread;
    private boolean closed;
    private volatile @Nullable Found<T> found;

    private record Found<T>(T value, long at) {}

    /** Finds out. */
    @FunctionalInterface
    public interface Look<T> {
        /**
         * Looks now.
         *
         * @return what is found
         * @throws InterruptedException never, in fact: nobody interrupts
         */
        T look() throws InterruptedException;
    }

    /**
     * Looks for the first time at once, on its thread.
     *
     * @param name of the thread
     * @param every the pause between two looks
     * @param look what throws has found nothing
     */
    public Sampled(String name, Duration every, Look<T> look) {
        this.look = look;
        this.every = every;
        this.thread = Thread.ofVirtual().name(name).start(this::sample);
    }

    /** What was found last; nothing yet, or nothing for a while: empty. */
    public Optional<T> latest() {
        Found<T> last = found;
        return last == null || System.nanoTime() - last.at() > every.toNanos() * PATIENCE
                ? Optional.empty()
                : Optional.of(last.value());
    }

    private void sample() {
        try {
            do {
                try {
                    found = new Found<>(look.look(), System.nanoTime());
                } catch (RuntimeException e) {
                    found = null;
                    log.debug("{} found nothing", Thread.currentThread().getName(), e);
                }
            } while (rest());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False: no more. */
    private boolean rest() throws InterruptedException {
        lock.lock();
        try {
            for (long left = every.toNanos(); !closed && left > 0; ) {
                left = closing.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a look that is under way, for a second at most. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            boolean _ = thread.join(LEAVING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
