package dev.parley.bot.platform.slack.fake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Sliding windows for each method, and a message a second for each channel. */
final class RateLimits {
    private static final int BURST = 3;
    private static final int POSTS = 300;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** What was under way when a refusal was said does not count against anybody, nor does a rough clock. */
    private static final long UNDER_WAY = SECOND / 2;

    private static final long ROUGH = SECOND / 20;

    private final long window;
    private final Watch watch;
    private final Map<String, Deque<Long>> calls = new HashMap<>();
    private final Map<String, Closed> closed = new HashMap<>();
    private int refused;

    private record Closed(long said, long until) {}

    RateLimits(Duration window, Watch watch) {
        this.window = window.toNanos();
        this.watch = watch;
    }

    synchronized int refused() {
        return refused;
    }

    /** Seconds to wait, or 0 where the call goes through. */
    synchronized int take(Method method, String channel) {
        long now = System.nanoTime();
        boolean posts = method.name().equals("chat.postMessage");
        var key = posts ? method.name() + " " + channel : method.name();
        var shut = closed.get(key);
        if (shut != null && now < shut.until - ROUGH && now > shut.said + UNDER_WAY) {
            watch.violation(key + ": called before Retry-After was over");
        }
        long wait = posts
                ? Math.max(wait(key, BURST, window / 60 * BURST, now), wait(method.name(), POSTS, window, now))
                : wait(key, method.limit(), window, now);
        if (wait > 0) {
            return refuse(key, (int) Math.max(1, (wait + SECOND - 1) / SECOND), now);
        }
        calls.get(key).addLast(now);
        if (posts) {
            calls.get(method.name()).addLast(now);
        }
        return 0;
    }

    /** From now on another process calls, which knows nothing of what the one before was told; what is full stays full. */
    synchronized void anotherCaller() {
        closed.clear();
    }

    /** A refusal that a test orders. */
    synchronized int refuse(Method method, String channel, int seconds) {
        var key = method.name().equals("chat.postMessage") ? method.name() + " " + channel : method.name();
        return refuse(key, seconds, System.nanoTime());
    }

    private int refuse(String key, int seconds, long now) {
        refused++;
        closed.put(key, new Closed(now, now + seconds * SECOND));
        return seconds;
    }

    private long wait(String key, int limit, long length, long now) {
        var lately = calls.computeIfAbsent(key, none -> new ArrayDeque<>());
        while (!lately.isEmpty() && now - lately.peekFirst() >= length) {
            lately.removeFirst();
        }
        return lately.size() < limit ? 0 : length - (now - lately.getFirst());
    }
}
