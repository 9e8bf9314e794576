package dev.parley.bot.platform.discord.fake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Fixed windows per route and channel, and the 50 requests a second over all. */
final class RateLimits {
    private static final int GLOBAL = 50;
    private static final long SURPRISE = Duration.ofMillis(300).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Map<String, Window> windows = new HashMap<>();
    private final Deque<Long> lately = new ArrayDeque<>();
    private int messages = 5;
    private Duration messageWindow = Duration.ofSeconds(5);
    private long globalUntil = System.nanoTime();
    private long globalSaid = Long.MAX_VALUE;
    private int refused;

    /**
     * What the limits say of one request.
     *
     * @param allowed whether it goes through
     * @param global whether the limit over all refused it
     * @param limit how many fit into a window
     * @param remaining how many are left in this one
     * @param resetAfter nanoseconds until the next window
     * @param bucket the name of the limit
     */
    record Verdict(boolean allowed, boolean global, int limit, int remaining, long resetAfter, String bucket) {
        double seconds() {
            return resetAfter / 1e9;
        }
    }

    private static final class Window {
        private long ends;
        private int used;
    }

    synchronized void messages(int limit, Duration window) {
        messages = limit;
        messageWindow = window;
    }

    synchronized void global(Duration length) {
        globalUntil = System.nanoTime() + length.toNanos();
        globalSaid = Long.MAX_VALUE;
    }

    synchronized int refused() {
        return refused;
    }

    /** A limit that a test imposes comes as a surprise; it counts against whoever goes on all the same. */
    private boolean isHeard(long now) {
        globalSaid = Math.min(globalSaid, now + SURPRISE);
        return now > globalSaid;
    }

    synchronized Verdict take(Route route, Map<String, String> variables) {
        long now = System.nanoTime();
        int limit = switch (route.budget()) {
            case MESSAGES -> messages;
            case OTHER -> 20;
            case UNLIMITED -> 1000;
        };
        long length = route.budget() == Route.Budget.MESSAGES ? messageWindow.toNanos() : SECOND;
        if (!route.isOpen()) {
            while (!lately.isEmpty() && now - lately.peekFirst() > SECOND) {
                lately.removeFirst();
            }
            long wait = globalUntil - now > 0 ? globalUntil - now : lately.size() >= GLOBAL ? SECOND : 0;
            if (wait > 0) {
                if (globalUntil - now <= 0 || isHeard(now)) {
                    refused++;
                }
                return new Verdict(false, true, limit, 0, wait, route.bucket());
            }
            lately.addLast(now);
        }
        var window = windows.computeIfAbsent(route.bucket() + "/" + route.major(variables), none -> new Window());
        if (window.used == 0 || now - window.ends >= 0) {
            window.ends = now + length;
            window.used = 0;
        }
        long left = window.ends - now;
        if (window.used >= limit) {
            refused++;
            return new Verdict(false, false, limit, 0, left, route.bucket());
        }
        window.used++;
        return new Verdict(true, false, limit, limit - window.used, left, route.bucket());
    }
}
