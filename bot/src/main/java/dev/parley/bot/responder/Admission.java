package dev.parley.bot.responder;

import dev.parley.bot.responder.FairLine.Ticket;
import dev.parley.engine.client.Cancellation;
import dev.parley.persistence.Person;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may go to the engine: at most as many replies as it makes at once, the others in a bounded line that is fair between
 * people, see {@link FairLine}. Who waits is told the place whenever it changes.
 */
public final class Admission {
    /** A message that was this old when Parley took it up: nobody looks at the screen for its answer. */
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final int seats;
    private final InstantSource clock;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FairLine line;
    private final SequencedMap<Ticket, Instant> waitingSince = new LinkedHashMap<>();

    /**
     * Who wants a seat.
     *
     * @param person whose wish it is
     * @param awaited whether somebody waits for it; what nobody waits for goes behind, but not for ever
     */
    record Demand(Person person, boolean awaited) {}

    /** A place at the engine, given back when it is first closed. */
    final class Seat implements AutoCloseable {
        private final Ticket ticket;
        private long tokens;
        private boolean givenBack;

        private Seat(Ticket ticket) {
            this.ticket = ticket;
        }

        /**
         * Notes what the engine did; to be called as often as there is something.
         *
         * @param read tokens, without those that it had cached
         * @param written tokens
         */
        void used(int read, int written) {
            lock.lock();
            try {
                tokens += (long) read + written;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!givenBack) {
                    givenBack = true;
                    line.end(ticket, tokens, time.instant());
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Opens the line.
     *
     * @param seats replies at once, at least 1
     * @param longestLine how many may wait, 0 or more
     * @param clock tells how old a message is
     * @param time tells how long replies take; one that is never set back
     */
    public Admission(int seats, int longestLine, InstantSource clock, InstantSource time) {
        this.seats = seats;
        this.clock = clock;
        this.time = time;
        this.line = new FairLine(seats, longestLine);
    }

    /** What a message asks for, now that it is taken up; one from long before the start is not waited for any more. */
    Demand demand(Person person, Instant written) {
        return new Demand(person, written.isAfter(clock.instant().minus(FORGOTTEN_AFTER)));
    }

    /**
     * Waits for a seat.
     *
     * @param demand who wants it
     * @param waiting told on this thread where it stands; not called when a seat is free
     * @param cancellation ends the waiting early
     * @return the seat
     * @throws LineFullException if the line is full, or too much of it is this person's already
     * @throws InterruptedException if the waiting was cancelled or the thread interrupted
     */
    Seat enter(Demand demand, Consumer<ReplyStatus.Waiting> waiting, Cancellation cancellation)
            throws InterruptedException, LineFullException {
        Ticket ticket;
        lock.lockInterruptibly();
        try {
            ticket = line.join(demand.person(), demand.awaited());
            waitingSince.put(ticket, time.instant());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try (var _ = cancellation.onCancel(this::wakeAll)) {
            ReplyStatus.Waiting told = null;
            for (var next = await(ticket, told, cancellation); next != null; next = await(ticket, told, cancellation)) {
                // Outside the lock: a slow platform must not hold up the line.
                waiting.accept(next);
                told = next;
            }
            return new Seat(ticket);
        } finally {
            leaveLine(ticket);
        }
    }

    /**
     * How many replies run and wait.
     *
     * @return the line as it is now
     */
    public Load load() {
        lock.lock();
        try {
            int ahead = line.running() + line.waiting() - seats + 1;
            return new Load(line.running(), line.waiting(), seats, ahead > 0 ? line.estimate(ahead) : 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long who waits longest has been waiting.
     *
     * @return zero where nobody waits
     */
    public Duration longestWait() {
        lock.lock();
        try {
            return waitingSince.isEmpty()
                    ? Duration.ZERO
                    : Duration.between(waitingSince.firstEntry().getValue(), time.instant());
        } finally {
            lock.unlock();
        }
    }

    /**
     * The line at a moment.
     *
     * @param running replies being made
     * @param waiting replies in line
     * @param seats replies that can be made at once
     * @param seconds about how long one more would wait behind all of them; 0: not at all, or nobody knows
     */
    public record Load(int running, int waiting, int seats, int seconds) {}

    /** Returns where it stands when that differs from what was told, or null with a seat taken. */
    private ReplyStatus.@Nullable Waiting await(
            Ticket ticket, ReplyStatus.@Nullable Waiting told, Cancellation cancellation) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (cancellation.isCancelled()) {
                    throw new InterruptedException("cancelled while waiting in line");
                }
                if (ticket.equals(line.next().orElse(null))) {
                    line.begin(ticket, time.instant());
                    waitingSince.remove(ticket);
                    changed.signalAll();
                    return null;
                }
                int place = line.place(ticket);
                var waiting = new ReplyStatus.Waiting(place, line.estimate(place));
                if (!waiting.equals(told)) {
                    return waiting;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void leaveLine(Ticket ticket) {
        lock.lock();
        try {
            line.leave(ticket);
            waitingSince.remove(ticket);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wakeAll() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
