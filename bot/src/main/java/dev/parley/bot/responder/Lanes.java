package dev.parley.bot.responder;

import dev.parley.engine.client.Cancellation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One reply at a time in each conversation, in the order in which they were asked for. */
final class Lanes {
    private final int longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<UUID, Deque<Place>> lanes = new HashMap<>();

    /**
     * Opens the lanes.
     *
     * @param longest how many replies may wait or run in one conversation
     */
    Lanes(int longest) {
        this.longest = longest;
    }

    /** Takes the next place in a conversation; closing it lets the next one go on. Does not block. */
    Place enter(UUID conversation) {
        lock.lock();
        try {
            Deque<Place> lane = lanes.computeIfAbsent(conversation, _ -> new ArrayDeque<>());
            Place place = new Place(conversation, lane.size() < longest);
            if (place.admitted) {
                lane.addLast(place);
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** In how many conversations something runs or waits. */
    int busy() {
        lock.lock();
        try {
            return lanes.size();
        } finally {
            lock.unlock();
        }
    }

    /** A place in a conversation's lane. */
    final class Place implements AutoCloseable {
        private final UUID conversation;
        private final boolean admitted;

        private Place(UUID conversation, boolean admitted) {
            this.conversation = conversation;
            this.admitted = admitted;
        }

        /**
         * Waits until those before are through.
         *
         * @param stop ends the waiting early
         * @throws LineFullException if too many were there already
         * @throws InterruptedException if the waiting was stopped or the thread interrupted
         */
        void await(Cancellation stop) throws InterruptedException, LineFullException {
            if (!admitted) {
                throw new LineFullException(longest);
            }
            try (var _ = stop.onCancel(Lanes.this::wakeAll)) {
                lock.lockInterruptibly();
                try {
                    while (!this.equals(
                            lanes.getOrDefault(conversation, new ArrayDeque<>()).peekFirst())) {
                        if (stop.isCancelled()) {
                            throw new InterruptedException("stopped while waiting for another reply");
                        }
                        changed.await();
                    }
                } finally {
                    lock.unlock();
                }
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                Deque<Place> lane = lanes.get(conversation);
                if (lane != null && lane.remove(this)) {
                    if (lane.isEmpty()) {
                        lanes.remove(conversation);
                    }
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
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
