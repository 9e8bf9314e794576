package dev.parley.bot.platform;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a platform allows of one kind of write in one place: so many in a window that begins with its first write. Guarded
 * by the {@link ChannelPacer}'s lock. Times are nanoseconds.
 *
 * <p>One write is under way at a time, so that the answer to each says how the next one stands; platforms' libraries queue
 * them anyway, and there a newer text could not overtake an older one.
 */
final class Allowance {
    /** Where a platform says nothing, it is a write a second. */
    private static final long ASSUMED_WINDOW = Duration.ofSeconds(1).toNanos();

    /** Platforms round their headers to milliseconds, and their clock began the window a little after ours. */
    private static final long MARGIN = Duration.ofMillis(20).toNanos();

    final Deque<Object> ending = new ArrayDeque<>();
    final Deque<Object> running = new ArrayDeque<>();
    private final long slack;
    private int limit = 1;
    private int left = 1;
    private long window = ASSUMED_WINDOW;
    private long resetsAt;
    private boolean learned;
    private int underWay;

    /** @param slack how much later than its share of the window a reply's end may come */
    Allowance(long now, Duration slack) {
        this.resetsAt = now;
        this.slack = slack.toNanos();
    }

    /**
     * How long until one more write may begin: 0 for now; {@link Long#MAX_VALUE}: when the one under way is over.
     *
     * <p>The window is not spent on progress so fast that replies that end would have to wait for the next one: with so
     * many writes left that end at once, the next of them waits until the window resets, and that may be no longer than
     * {@code (left + 1) * window / limit} and the slack.
     */
    long wait(boolean last, long now) {
        if (underWay > 0) {
            return Long.MAX_VALUE;
        }
        if (now >= resetsAt) {
            return 0;
        }
        long rest = resetsAt - now;
        if (left <= 0) {
            return rest;
        }
        return last ? 0 : Math.max(0, rest - slack - left * (window / limit));
    }

    void begin(long now) {
        if (now >= resetsAt) {
            left = limit;
            // Until the answer says how long it really is:
            resetsAt = now + window;
        }
        left--;
        underWay++;
    }

    void end() {
        underWay--;
    }

    void learn(int allowed, int remaining, long resetsIn, long now) {
        boolean sameWindow = learned && now < resetsAt;
        // One that was let in meanwhile may not have been counted yet.
        left = sameWindow ? Math.min(left, remaining) : remaining;
        limit = Math.max(1, allowed);
        if (remaining >= limit - 1) {
            window = Math.max(1, resetsIn);
        }
        resetsAt = now + resetsIn + MARGIN;
        learned = true;
    }

    boolean isIdle(long now) {
        return underWay == 0 && ending.isEmpty() && running.isEmpty() && now >= resetsAt;
    }

    /** Takes over who waits and writes there: the platform says that the two are one. */
    void join(Allowance other) {
        ending.addAll(other.ending);
        running.addAll(other.running);
        underWay += other.underWay;
    }
}
