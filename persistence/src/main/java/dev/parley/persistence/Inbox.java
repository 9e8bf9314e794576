package dev.parley.persistence;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Accepted messages and where they stand: the one state machine. What is accepted is committed before the platform hears
 * of it, and a restart goes on from {@link #unfinished()}. An entry's last step to {@link InboxState#DONE} is
 * {@link ConversationStore#finish}. Entries outlive their end without their text, so that a message that is delivered
 * again is known. All methods throw {@link StoreException} when the database fails.
 */
public final class Inbox {
    private final Sql sql;
    private final Supplier<UUID> ids;

    Inbox(Sql sql, Supplier<UUID> ids) {
        this.sql = sql;
        this.ids = ids;
    }

    /**
     * Takes a message in.
     *
     * @return the new entry as it was stored; empty when this message is known, however many bring it at once
     */
    public Optional<InboxEntry> accept(Incoming message) {
        return accept(message, false);
    }

    /**
     * Takes a message in; where its author has a question there that still waits, as part of that: then the new entry
     * is {@link InboxEntry#joinedTo} it.
     *
     * @return the new entry as it was stored; empty when this message is known, however many bring it at once
     */
    public Optional<InboxEntry> acceptOrJoin(Incoming message) {
        return accept(message, true);
    }

    private Optional<InboxEntry> accept(Incoming message, boolean mayJoin) {
        var id = ids.get();
        var tried = new AtomicBoolean();
        try {
            return sql.transact(handle -> {
                tried.set(true);
                var dao = handle.attach(InboxDao.class);
                var waiting = mayJoin ? dao.waiting(message).map(InboxEntry::id) : Optional.<UUID>empty();
                var state = waiting.isPresent() ? InboxState.JOINED : InboxState.RECEIVED;
                dao.insert(id, message, ids.get(), state, waiting.orElse(null));
                return dao.find(id);
            });
        } catch (StoreException e) {
            if (Sql.isDuplicate(e)) {
                return Optional.empty();
            }
            if (tried.get() && e.kind() == StoreException.Kind.NOT_WRITABLE) {
                // It may have reached the disk all the same. Whoever wrote it is told that it was not taken.
                sql.transactSoon(handle -> handle.attach(InboxDao.class).withdraw(id));
            }
            throw e;
        }
    }

    /** One entry. */
    public Optional<InboxEntry> find(UUID id) {
        return sql.run(handle -> handle.attach(InboxDao.class).find(id));
    }

    /** Everything that still owes a reply, in the order of {@link Incoming#receivedAt}. */
    public List<InboxEntry> unfinished() {
        return sql.run(handle -> handle.attach(InboxDao.class).unfinished());
    }

    /**
     * Begins, or begins again, to answer: one more attempt, in this conversation. From now on nothing joins it.
     *
     * @return the entry as it is now, with its newest text and that of what joined it, in the order of
     *     {@link Incoming#receivedAt}; empty when it ended or was forgotten meanwhile
     */
    public Optional<InboxEntry> begin(UUID id, UUID conversationId) {
        return sql.transact(handle -> {
            var dao = handle.attach(InboxDao.class);
            return dao.begin(id, conversationId) == 0 ? Optional.empty() : dao.whole(id);
        });
    }

    /** A question whose reply is owed as it is now, like {@link #begin} but without another attempt. */
    public Optional<InboxEntry> reread(UUID id) {
        return sql.transact(handle -> handle.attach(InboxDao.class)
                .whole(id)
                .filter(entry -> entry.state().unfinished()));
    }

    /**
     * Saves the reply as far as it is, in place of what was saved before.
     *
     * @param revision the entry's {@link InboxEntry#revision()} when the question was read
     * @return false when nothing is being answered there any more, or another question: the reply should stop
     */
    public boolean savePartial(UUID id, int revision, String textSoFar) {
        return sql.transact(handle -> handle.attach(InboxDao.class).savePartial(id, revision, textSoFar)) > 0;
    }

    /** Saves the reply as far as it is at an orderly stop, which is no crash: the attempt is not counted. */
    public boolean interrupt(UUID id, String textSoFar) {
        return sql.transact(handle -> handle.attach(InboxDao.class).interrupt(id, textSoFar)) > 0;
    }

    /**
     * Replaces the text of a message that still waits or is being answered; what was saved of the reply is dropped.
     *
     * @return the entry that owes the reply, with the new text of its question; empty when the message is unknown, its
     *     reply is finished, or the text is the same
     */
    public Optional<InboxEntry> edit(String platform, String externalId, String text) {
        return sql.transact(handle -> {
            var dao = handle.attach(InboxDao.class);
            return dao.find(platform, externalId)
                    .filter(entry -> !entry.message().text().equals(text))
                    .flatMap(entry -> {
                        var question = requireNonNullElse(entry.joinedTo(), entry.id());
                        if (dao.revise(question) == 0) {
                            return Optional.empty();
                        }
                        dao.say(entry.id(), text);
                        return dao.whole(question);
                    });
        });
    }

    /**
     * Gives a message up. Its text and what was saved of the reply are erased: to keep a partial reply,
     * {@link ConversationStore#finish} it instead.
     *
     * @return false when it had ended before
     */
    public boolean fail(UUID id, String cause) {
        return end(id, InboxState.FAILED, cause);
    }

    /** Ends a message that was answered with a reason instead of a reply, and erases its text; false: it had ended. */
    public boolean refuse(UUID id, String reason) {
        return end(id, InboxState.REFUSED, reason);
    }

    /** Ends a message that is left alone, and erases its text; false: it had ended before. */
    public boolean ignore(UUID id, String reason) {
        return end(id, InboxState.IGNORED, reason);
    }

    private boolean end(UUID id, InboxState state, String cause) {
        return sql.transact(handle -> handle.attach(InboxDao.class).end(id, state, cause)) > 0;
    }
}
