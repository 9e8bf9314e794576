package dev.parley.bot.platform.slack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * So many calls in any stretch of a length. A call's share is free again that long after its answer came, so that however
 * long each was on its way, no more arrive in any such stretch of Slack's own clock. Times are nanoseconds; guarded by
 * the lock of its {@link Tiers}.
 */
final class Window {
    private final int limit;
    private final long length;
    private final Deque<Long> freeAt = new ArrayDeque<>();
    private int underWay;
    private long closedUntil;

    Window(int limit, Duration length, long now) {
        this.limit = limit;
        this.length = length.toNanos();
        // Long over, also for who looked at the clock a little earlier.
        this.closedUntil = now - this.length;
    }

    int limit() {
        return limit;
    }

    /** Calls that are under way, or whose share is not free yet. */
    int used(long now) {
        while (!freeAt.isEmpty() && freeAt.getFirst() - now <= 0) {
            freeAt.removeFirst();
        }
        return underWay + freeAt.size();
    }

    /**
     * How long until one more call may begin; 0 for now, {@link Long#MAX_VALUE} while that is not known.
     *
     * @param reserved shares that are kept for others
     */
    long untilFree(int reserved, long now) {
        int tooMany = used(now) - (limit - reserved) + 1;
        if (tooMany > freeAt.size()) {
            return Long.MAX_VALUE;
        }
        long wait = closedUntil - now;
        if (tooMany > 0) {
            wait = Math.max(wait, freeAt.stream().skip(tooMany - 1).findFirst().orElseThrow() - now);
        }
        return Math.max(0, wait);
    }

    void begin() {
        underWay++;
    }

    void end(long now) {
        underWay--;
        freeAt.addLast(now + length);
    }

    /** Slack said to wait. */
    void close(Duration atLeast, long now) {
        closedUntil = Math.max(closedUntil - now, atLeast.toNanos()) + now;
    }

    boolean isIdle(long now) {
        return used(now) == 0 && closedUntil - now <= 0;
    }
}
