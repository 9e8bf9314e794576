package dev.parley.bot.access;

import dev.parley.persistence.Person;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest who were not answered, and why, for admins. In memory, and without a word of what was written. */
public final class RecentRefusals {
    private static final int KEPT = 20;

    /**
     * Somebody who was not answered.
     *
     * @param at when
     * @param person who
     * @param place where, by the platform's ids
     * @param reason why
     */
    public record Refusal(Instant at, Person person, String place, String reason) {}

    private final Clock clock;
    private final Deque<Refusal> latest = new ArrayDeque<>(KEPT);

    /**
     * Begins with none.
     *
     * @param clock tells when somebody was not answered
     */
    public RecentRefusals(Clock clock) {
        this.clock = clock;
    }

    /**
     * Keeps one more; the oldest beyond 20 is dropped.
     *
     * @param person who was not answered
     * @param place where, by the platform's ids
     * @param reason why, without any text of the person's
     */
    public synchronized void add(Person person, String place, String reason) {
        if (latest.size() == KEPT) {
            latest.removeLast();
        }
        latest.addFirst(new Refusal(clock.instant(), person, place, reason));
    }

    /** The latest 20 at most, the newest first. */
    public synchronized List<Refusal> latest() {
        return List.copyOf(latest);
    }
}
