package dev.parley.bot.platform;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Shares what a platform allows in one place among the replies that write there: first those that end, then those that
 * go on, each kind in order of arrival. The allowance of each kind of write is what the platform's own headers say; until
 * they have said something, one write a second.
 *
 * <p>With {@code k} ends due, the i-th goes out within 1.5 s and i times the window over the limit: writes that show
 * progress are spread over the window, so that there is always something left.
 */
public final class ChannelPacer {
    /** A message's own pause of a second may come on top, and together that is 2 s. */
    private static final Duration EDITS_SLACK = Duration.ofMillis(500);

    /** Three placeholders at once, at five in five seconds. */
    private static final Duration CREATES_SLACK = Duration.ofMillis(1500);

    private final LongSupplier nanoTime;
    private final TotalPace total;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Write, Allowance> allowances = new EnumMap<>(Write.class);
    private final Map<String, Allowance> named = new HashMap<>();

    /** What a write does. Each kind has an allowance of its own unless the platform says that two share one. */
    public enum Write {
        /** Posts a message. */
        CREATE,
        /** Changes one. */
        EDIT,
        /** Removes one. */
        DELETE
    }

    /**
     * A pacer of one place.
     *
     * @param nanoTime a clock as {@link System#nanoTime}
     * @param total what is allowed over all places
     */
    public ChannelPacer(LongSupplier nanoTime, TotalPace total) {
        this.nanoTime = nanoTime;
        this.total = total;
        long now = nanoTime.getAsLong();
        for (Write each : Write.values()) {
            allowances.put(each, new Allowance(now, each == Write.CREATE ? CREATES_SLACK : EDITS_SLACK));
        }
    }

    /**
     * Stands in line.
     *
     * @param write what is to be done
     * @param last whether the reply, or this message of it, ends with it
     * @return the place in line, to be closed when the write is over
     */
    public Ticket queue(Write write, boolean last) {
        lock.lock();
        try {
            Place ticket = new Place(write, last);
            line(ticket).addLast(ticket);
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hears what the platform said with an answer.
     *
     * @param write what was answered
     * @param bucket the platform's name of the allowance; two kinds with one name share it
     * @param allowed writes in a window
     * @param remaining writes that this window still has
     * @param resetsIn until the window is over
     */
    public void learn(Write write, String bucket, int allowed, int remaining, Duration resetsIn) {
        lock.lock();
        try {
            Allowance allowance = named.computeIfAbsent(bucket, _ -> allowance(write));
            Allowance before = allowance(write);
            if (allowance != before) {
                allowance.join(before);
                allowances.put(write, allowance);
            }
            allowance.learn(allowed, remaining, resetsIn.toNanos(), nanoTime.getAsLong());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody waits or writes, and nothing is known that still counts. */
    public boolean isIdle() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            List<Allowance> all = new ArrayList<>(new HashSet<>(allowances.values()));
            return all.stream().allMatch(each -> each.isIdle(now));
        } finally {
            lock.unlock();
        }
    }

    private Allowance allowance(Write write) {
        return requireNonNull(allowances.get(write));
    }

    private Deque<Object> line(Place ticket) {
        Allowance allowance = allowance(ticket.write);
        return ticket.last ? allowance.ending : allowance.running;
    }

    private final class Place implements Ticket {
        private final Write write;
        private boolean last;
        private boolean begun;
        private boolean cancelled;

        Place(Write write, boolean last) {
            this.write = write;
            this.last = last;
        }

        @Override
        public boolean await() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                for (long wait = untilBegin(); wait > 0; wait = untilBegin()) {
                    long _ = changed.awaitNanos(wait);
                }
                line(this).remove(this);
                if (!cancelled) {
                    allowance(write).begin(nanoTime.getAsLong());
                    begun = true;
                }
                changed.signalAll();
                return begun;
            } finally {
                lock.unlock();
            }
        }

        private long untilBegin() {
            if (cancelled) {
                return 0;
            }
            Allowance allowance = allowance(write);
            boolean first = last
                    ? this.equals(allowance.ending.peekFirst())
                    : allowance.ending.isEmpty() && this.equals(allowance.running.peekFirst());
            if (!first) {
                return Long.MAX_VALUE;
            }
            long wait = allowance.wait(last, nanoTime.getAsLong());
            return last ? wait : Math.max(wait, total.pause());
        }

        @Override
        public void hurry() {
            lock.lock();
            try {
                if (!last && line(this).remove(this)) {
                    last = true;
                    line(this).addLast(this);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                cancelled = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                line(this).remove(this);
                if (begun) {
                    begun = false;
                    allowance(write).end();
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
