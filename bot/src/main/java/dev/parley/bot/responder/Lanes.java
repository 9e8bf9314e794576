package dev.parley.bot.responder;

import dev.parley.engine.client.Cancellation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One reply at a time in each conversation. Those that wait go in the order in which their messages were written: a
 * platform may deliver messages in another one. A reply that was begun is never overtaken.
 */
final class Lanes {
    private final int longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<UUID, List<Place>> lanes = new HashMap<>();

    /**
     * Opens the lanes.
     *
     * @param longest how many replies may wait or run in one conversation
     */
    Lanes(int longest) {
        this.longest = longest;
    }

    /**
     * Takes a place in a conversation, before those that wait there and were written later; closing it lets the next
     * one go on. Does not block.
     *
     * @param conversation where
     * @param written when the message was written; of those with the same time the first to enter goes first
     * @return the place, also when there is no room: waiting in it says so
     */
    Place enter(UUID conversation, Instant written) {
        lock.lock();
        try {
            List<Place> lane = lane(conversation);
            return enter(lane, new Place(conversation, written, lane.size() < longest));
        } finally {
            lock.unlock();
        }
    }

    /** The same for what answers no new message: behind all that are there. */
    Place enter(UUID conversation) {
        lock.lock();
        try {
            List<Place> lane = lane(conversation);
            return enter(conversation, lane.isEmpty() ? Instant.MIN : lane.getLast().written);
        } finally {
            lock.unlock();
        }
    }

    private Place enter(List<Place> lane, Place place) {
        if (place.admitted) {
            int at = lane.size();
            while (at > 0 && lane.get(at - 1).goesAfter(place)) {
                at--;
            }
            lane.add(at, place);
            lanes.put(place.conversation, lane);
        }
        return place;
    }

    private List<Place> lane(UUID conversation) {
        return lanes.getOrDefault(conversation, new ArrayList<>());
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
        private final Instant written;
        private final boolean admitted;
        private boolean begun;

        private Place(UUID conversation, Instant written, boolean admitted) {
            this.conversation = conversation;
            this.written = written;
            this.admitted = admitted;
        }

        /** The conversation that it is in. */
        UUID conversation() {
            return conversation;
        }

        private boolean goesAfter(Place other) {
            return !begun && written.isAfter(other.written);
        }

        /**
         * Waits until those before are through. From its return on nothing is put before this place.
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
                    while (!equals(lane(conversation).getFirst())) {
                        if (stop.isCancelled()) {
                            throw new InterruptedException("stopped while waiting for another reply");
                        }
                        changed.await();
                    }
                    begun = true;
                } finally {
                    lock.unlock();
                }
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                List<Place> lane = lane(conversation);
                if (lane.remove(this)) {
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
