package dev.parley.persistence;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Votes on replies, one of each person. All methods throw {@link StoreException} when the database fails. */
public final class Feedback {
    private final Sql sql;
    private final Clock clock;

    Feedback(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * Stores a vote with the persona, adapter and prompt hash of the reply, in place of this person's vote before.
     *
     * @return false when there is no such reply, or no longer
     */
    public boolean vote(UUID turnId, Person person, Vote vote) {
        return sql.transact(handle -> handle.attach(FeedbackDao.class).put(turnId, person, vote, clock.instant())) > 0;
    }

    /** The votes on a reply, the oldest first. */
    public List<FeedbackEntry> of(UUID turnId) {
        return sql.run(handle -> handle.attach(FeedbackDao.class).of(turnId));
    }
}
