package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import com.slack.api.methods.MethodsRateLimitTier;
import com.slack.api.methods.MethodsRateLimits;
import dev.parley.bot.platform.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Slack allows of each method a minute, over the whole workspace, and of posts in a channel. The replies that run
 * share it: first those that end, then those that go on, each kind in order of arrival.
 *
 * <p>Progress never takes what ends will need: a stream is started only while every live one can be stopped at once,
 * and a message is changed to show progress only while one change is left for each reply that will end with a change.
 */
final class Tiers {
    /** Of a tier's calls one in so many is left, for those that others make with the same token. */
    private static final int MARGIN = 20;

    /** Slack takes several hundred a minute. */
    private static final int POSTS = 300;

    private static final int POSTS_AT_ONCE = 3;
    private static final int SECONDS = 60;
    private static final int MANY = 1000;

    /** What is to be written is looked at again after so long in the line. */
    private static final long PATIENCE = Duration.ofSeconds(2).toNanos();

    private final LongSupplier nanoTime;
    private final Duration minute;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final Map<String, Window> windows = new HashMap<>();
    private final Map<String, Window> channels = new HashMap<>();
    private final List<Place> line = new ArrayList<>();
    private final Set<Object> updating = new HashSet<>();
    private final Set<Object> streaming = new HashSet<>();

    /**
     * A write that would be next.
     *
     * @param method what is called; empty for nothing
     * @param channel where a message is posted; null where none is
     * @param urgent whether something ends with it
     * @param notBefore when it may begin if something does not end with it, in nanoseconds
     */
    record Step(String method, @Nullable String channel, boolean urgent, long notBefore) {
        static final Step NONE = new Step("", null, false, 0);
    }

    /** Says what would be written by now. */
    interface Choice {
        /**
         * Called with the lock of the tiers held.
         *
         * @param last whether the reply has ended
         * @param now nanoseconds
         */
        Step next(boolean last, long now);
    }

    /**
     * Nothing called yet.
     *
     * @param nanoTime a clock as {@link System#nanoTime}
     * @param minute a minute and a bit; tests take a shorter one
     */
    Tiers(LongSupplier nanoTime, Duration minute) {
        this.nanoTime = nanoTime;
        this.minute = minute;
    }

    /** A minute, or what tests take for it. */
    Duration minute() {
        return minute;
    }

    /** Nanoseconds. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** Waits until a method may be called once more; {@link #leave} is to follow. */
    void enter(String method) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Window window = window(method);
            for (long wait = window.untilFree(0, now()); wait > 0; wait = window.untilFree(0, now())) {
                long _ = changed.awaitNanos(wait);
            }
            window.begin();
        } finally {
            lock.unlock();
        }
    }

    /** The same for who cannot be interrupted. */
    void enterCall(String method) throws SlackCallException {
        try {
            enter(method);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SlackCallException.notCalled(method, e);
        }
    }

    /** The call is answered, or will not be. */
    void leave(String method) {
        locked(() -> window(method).end(now()));
    }

    /** Slack wants no call of this method for a while. */
    void close(String method, Duration atLeast) {
        locked(() -> window(method).close(atLeast, now()));
    }

    /** A reply goes by changes of its message from now on, and will end with one. */
    void updates(Object reply) {
        locked(() -> {
            streaming.remove(reply);
            updating.add(reply);
        });
    }

    /** A reply is over. */
    void over(Object reply) {
        locked(() -> {
            streaming.remove(reply);
            updating.remove(reply);
        });
    }

    /**
     * Stands in line.
     *
     * @param reply whose write it is
     * @param last whether the reply has ended
     * @param mustWrite whether there is something to write in any case; otherwise it may be looked at again after a while
     * @param choice what would be written
     */
    Place queue(Object reply, boolean last, boolean mustWrite, Choice choice) {
        Place place = new Place(reply, last, mustWrite, choice);
        locked(() -> line.addLast(place));
        return place;
    }

    /** Whether a stream may be started now, so that it and all others can end at once. With the lock held. */
    boolean hasRoomForStream(long now) {
        Window stops = window(Methods.CHAT_STOP_STREAM);
        return streaming.size() + stops.used(now) < stops.limit()
                && window(Methods.CHAT_START_STREAM).untilFree(0, now) == 0;
    }

    /** How far apart the changes of one message that show progress are. With the lock held. */
    long betweenUpdates() {
        int many = Math.max(1, updating.size());
        int free = window(Methods.CHAT_UPDATE).limit() - many;
        long least = minute.toNanos() / SECONDS * (many == 1 ? 6 : 15) / 5;
        return free <= 0 ? minute.toNanos() : Math.max(least, minute.toNanos() / free * many);
    }

    /** How far apart the pieces of one stream are. With the lock held. */
    long betweenAppends() {
        return minute.toNanos() / window(Methods.CHAT_APPEND_STREAM).limit() * Math.max(1, streaming.size());
    }

    private Window window(String method) {
        return windows.computeIfAbsent(method, _ -> new Window(limit(method), minute, now()));
    }

    private Window channel(String id) {
        if (channels.size() > MANY) {
            channels.values().removeIf(each -> each.isIdle(now()));
        }
        return channels.computeIfAbsent(
                id, _ -> new Window(POSTS_AT_ONCE, minute.dividedBy(SECONDS).multipliedBy(POSTS_AT_ONCE), now()));
    }

    private static int limit(String method) {
        MethodsRateLimitTier tier = MethodsRateLimits.lookupRateLimitTier(method);
        int allowed = method.equals(Methods.CHAT_POST_MESSAGE)
                ? POSTS
                : MethodsRateLimitTier.getAllowedRequestsPerMinute(tier == null ? MethodsRateLimitTier.Tier3 : tier);
        return Math.max(1, allowed - Math.max(1, allowed / MARGIN));
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A place in line. */
    final class Place implements Ticket {
        private final Object reply;
        private final boolean mustWrite;
        private final Choice choice;
        private boolean last;
        private boolean cancelled;
        private Step wanted = Step.NONE;
        private Step granted = Step.NONE;

        private Place(Object reply, boolean last, boolean mustWrite, Choice choice) {
            this.reply = reply;
            this.last = last;
            this.mustWrite = mustWrite;
            this.choice = choice;
        }

        /** What may be written; nothing when it is to be looked at again. */
        Step granted() {
            return granted;
        }

        @Override
        public boolean await() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long until = now() + PATIENCE;
                for (long wait = untilBegin(); wait > 0; wait = untilBegin()) {
                    boolean patient = mustWrite || last || wanted.urgent;
                    long rest = until - now();
                    if (!patient && rest <= 0) {
                        break;
                    }
                    long _ = changed.awaitNanos(patient ? wait : Math.min(wait, rest));
                }
                line.remove(this);
                changed.signalAll();
                return !cancelled;
            } finally {
                lock.unlock();
            }
        }

        private long untilBegin() {
            if (cancelled) {
                return 0;
            }
            long now = now();
            wanted = choice.next(last, now);
            if (wanted.method.isEmpty()) {
                return 0;
            }
            long wait = wanted.urgent ? 0 : Math.max(0, wanted.notBefore - now);
            if (wait == 0) {
                wait = isFirst(now) ? untilFree(now) : Long.MAX_VALUE;
            }
            if (wait == 0) {
                begin();
            }
            return wait;
        }

        private boolean isFirst(long now) {
            boolean behind = false;
            for (Place each : line) {
                if (each == this) {
                    behind = true;
                } else if (each.wanted.method.equals(wanted.method)) {
                    boolean ready = each.wanted.urgent || each.wanted.notBefore - now <= 0;
                    boolean sameKind = each.wanted.urgent == wanted.urgent;
                    if (ready && sameChannel(each) && (sameKind ? !behind : each.wanted.urgent)) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** One that waits for its channel holds up nobody elsewhere. */
        private boolean sameChannel(Place other) {
            return wanted.channel == null || wanted.channel.equals(other.wanted.channel);
        }

        private long untilFree(long now) {
            boolean progress = !wanted.urgent && wanted.method.equals(Methods.CHAT_UPDATE);
            long wait = window(wanted.method).untilFree(progress ? updating.size() : 0, now);
            return wanted.channel == null
                    ? wait
                    : Math.max(wait, channel(wanted.channel).untilFree(0, now));
        }

        private void begin() {
            granted = wanted;
            window(granted.method).begin();
            if (granted.channel != null) {
                channel(granted.channel).begin();
            }
            if (granted.method.equals(Methods.CHAT_START_STREAM)) {
                updating.remove(reply);
                streaming.add(reply);
            }
        }

        @Override
        public void hurry() {
            locked(() -> {
                if (!last) {
                    last = true;
                    if (line.remove(this)) {
                        line.addLast(this);
                    }
                }
            });
        }

        @Override
        public void cancel() {
            locked(() -> cancelled = true);
        }

        @Override
        public void close() {
            locked(() -> {
                line.remove(this);
                if (!granted.method.isEmpty()) {
                    window(granted.method).end(now());
                    if (granted.channel != null) {
                        channel(granted.channel).end(now());
                    }
                    granted = Step.NONE;
                }
            });
        }
    }
}
