package dev.parley.bot.responder;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** One reply at a time in each conversation, in the order in which they were asked for. */
final class Lanes {
    private final int longest;
    private final Map<UUID, Lane> lanes = new HashMap<>();

    /** A conversation's turn-taking; the lock is fair, so it hands over in order of arrival. */
    private static final class Lane {
        private final ReentrantLock turn = new ReentrantLock(true);
        private int users;
    }

    /** What runs in a lane. */
    interface Task<T, E extends Exception> {
        T run() throws InterruptedException, LineFullException, E;
    }

    /**
     * Opens the lanes.
     *
     * @param longest how many replies may wait or run in one conversation
     */
    Lanes(int longest) {
        this.longest = longest;
    }

    /**
     * Runs a task when it is its turn.
     *
     * @throws LineFullException if too many wait in this conversation already
     */
    <T, E extends Exception> T run(UUID conversation, Task<T, E> task)
            throws InterruptedException, LineFullException, E {
        Lane lane = enter(conversation);
        try {
            lane.turn.lockInterruptibly();
            try {
                return task.run();
            } finally {
                lane.turn.unlock();
            }
        } finally {
            leave(conversation, lane);
        }
    }

    /** In how many conversations something runs or waits. */
    synchronized int busy() {
        return lanes.size();
    }

    private synchronized Lane enter(UUID conversation) throws LineFullException {
        Lane lane = lanes.computeIfAbsent(conversation, _ -> new Lane());
        if (lane.users == longest) {
            throw new LineFullException(longest);
        }
        lane.users++;
        return lane;
    }

    private synchronized void leave(UUID conversation, Lane lane) {
        lane.users--;
        if (lane.users == 0) {
            lanes.remove(conversation);
        }
    }
}
