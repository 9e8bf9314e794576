package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which replies are being shown on a platform, from before their placeholder until their last state is there: so that
 * after a crash each is shown as it is stored. What cannot be written at the moment is written as soon as it can. All
 * methods throw {@link StoreException} when the database fails otherwise.
 */
public final class OpenReplies {
    private final Sql sql;

    OpenReplies(Sql sql) {
        this.sql = sql;
    }

    /**
     * A reply of an earlier run whose making has ended, and which may not be shown as it ended.
     *
     * @param reply where it is shown
     * @param asker who wrote the message that it answers; null: it answered none, or that is forgotten
     * @param thread the thread of that message's conversation, empty for none; null as before
     * @param state how that message ended; null as before
     * @param cause why, where it was not answered; null otherwise
     */
    public record Left(
            OpenReply reply,
            @Nullable Author asker,
            @Nullable String thread,
            @Nullable InboxState state,
            @Nullable String cause) {
        /** Refuses null. */
        public Left {
            requireNonNull(reply, "reply");
        }
    }

    /** A reply begins to be shown; one that is known stays as it is. */
    public void put(OpenReply reply) {
        sql.transactSoon(handle -> {
            handle.attach(OpenReplyDao.class).put(reply);
            return true;
        });
    }

    /** One that is being shown. */
    public Optional<OpenReply> find(UUID turnId) {
        return sql.run(handle -> handle.attach(OpenReplyDao.class).find(turnId));
    }

    /** Its last state is shown, or nothing can be. */
    public void remove(UUID turnId) {
        sql.transactSoon(handle -> {
            handle.attach(OpenReplyDao.class).delete(turnId);
            return true;
        });
    }

    /** Those of a platform whose making has ended; the others are in {@link Inbox#unfinished()}. */
    public List<Left> ended(String platform) {
        return sql.run(handle -> handle.attach(OpenReplyDao.class).ended(platform));
    }
}
