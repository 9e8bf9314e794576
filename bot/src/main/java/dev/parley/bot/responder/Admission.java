package dev.parley.bot.responder;

import dev.parley.engine.client.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Who may go to the engine: at most as many replies as it makes at once, the others in a bounded line, first come, first
 * served, each told its place whenever it changes.
 */
public final class Admission {
    private final int seats;
    private final int longestLine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Object> line = new ArrayList<>();
    private int taken;

    /** A place at the engine, given back when it is first closed. */
    public interface Seat extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Opens the line.
     *
     * @param seats replies at once, at least 1
     * @param longestLine how many may wait, 0 or more
     */
    public Admission(int seats, int longestLine) {
        this.seats = seats;
        this.longestLine = longestLine;
    }

    /**
     * Waits for a seat.
     *
     * @param place told on this thread: 1 for the next in line; not called when a seat is free
     * @param cancellation ends the waiting early
     * @return the seat
     * @throws LineFullException if the line is full
     * @throws InterruptedException if the waiting was cancelled or the thread interrupted
     */
    Seat enter(IntConsumer place, Cancellation cancellation) throws InterruptedException, LineFullException {
        Object ticket = new Object();
        lock.lockInterruptibly();
        try {
            if (taken >= seats && line.size() >= longestLine) {
                throw new LineFullException(line.size());
            }
            line.add(ticket);
        } finally {
            lock.unlock();
        }
        try (var _ = cancellation.onCancel(this::wakeAll)) {
            int told = 0;
            for (int next = await(ticket, told, cancellation); next > 0; next = await(ticket, told, cancellation)) {
                // Outside the lock: a slow platform must not hold up the line.
                place.accept(next);
                told = next;
            }
            AtomicBoolean mine = new AtomicBoolean(true);
            return () -> {
                if (mine.getAndSet(false)) {
                    giveBack();
                }
            };
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
            return new Load(taken, line.size(), seats);
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
     */
    public record Load(int running, int waiting, int seats) {}

    /** Returns the place in line when it differs from the one told, or 0 with a seat taken. */
    private int await(Object ticket, int told, Cancellation cancellation) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (cancellation.isCancelled()) {
                    throw new InterruptedException("cancelled while waiting in line");
                }
                int place = line.indexOf(ticket) + 1;
                if (place == 1 && taken < seats) {
                    taken++;
                    line.removeFirst();
                    changed.signalAll();
                    return 0;
                }
                if (place != told) {
                    return place;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void leaveLine(Object ticket) {
        lock.lock();
        try {
            if (line.remove(ticket)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        lock.lock();
        try {
            taken--;
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
