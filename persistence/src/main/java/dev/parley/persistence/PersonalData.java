package dev.parley.persistence;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * What is stored about a person: to be shown and to be forgotten. Forgetting takes the person's messages and the answers
 * to them, never what others wrote: that hangs on the turn before from then on. A reply that is being written to a
 * forgotten message is not stored, see {@link ConversationStore#finish}. All methods throw {@link StoreException} when
 * the database fails.
 */
public final class PersonalData {
    private static final Instant EVER = Instant.EPOCH;
    private static final String DELETED = "deleted by its author";

    private final Sql sql;

    PersonalData(Sql sql) {
        this.sql = sql;
    }

    /** Forgets the person's newest message in a conversation; one that is still being answered is not it. */
    public Forgotten forgetLast(Person person, UUID conversationId) {
        return sql.transact(handle -> {
            var last = people(handle).lastTurn(person, conversationId);
            return forget(handle, last, List.of());
        });
    }

    /** Forgets what the person wrote since then, waiting messages too. */
    public Forgotten forgetSince(Person person, Instant since) {
        return sql.transact(handle -> {
            var waiting = people(handle).unfinished(person, since);
            var inbox = handle.attach(InboxDao.class);
            waiting.forEach(entry -> inbox.end(entry.id(), InboxState.IGNORED, "forgotten"));
            waiting.stream()
                    .flatMap(entry -> Stream.ofNullable(entry.joinedTo()))
                    .forEach(inbox::revise);
            return forget(handle, people(handle).turnsSince(person, since), waiting)
                    .and(unquote(handle, people(handle).quotedSince(person, since)));
        });
    }

    /**
     * Forgets everything: messages, votes, the personas that they chose for themselves, what passed through the inbox,
     * and conversations and places that nobody else used.
     */
    public Forgotten forgetAll(Person person) {
        return sql.transact(handle -> {
            var dao = people(handle);
            var waiting = dao.unfinished(person, EVER);
            var visited = new TreeSet<>(dao.visited(person));
            dao.deleteDeliveries(person);
            dao.deleteInbox(person);
            var forgotten = forget(handle, dao.turnsSince(person, EVER), waiting)
                    .and(unquote(handle, dao.quotedSince(person, EVER)));
            dao.deleteFeedback(person);
            dao.deleteBindings(person);
            visited.addAll(forgotten.conversations());
            visited.forEach(conversation -> deleteIfAbandoned(handle, conversation));
            return forgotten;
        });
    }

    /**
     * Forgets one message that its author deleted, by the platform's id: its turn and the answers, the waiting entry, or
     * its part of a question that waits; and what of it others' questions quote.
     *
     * @return what was forgotten; nothing when the message is unknown
     */
    public Forgotten forgetMessage(String platform, String externalId) {
        return sql.transact(handle -> {
            var inbox = handle.attach(InboxDao.class);
            var found = inbox.find(platform, externalId).orElse(null);
            var quoted = unquote(handle, people(handle).quotedMessage(platform, externalId));
            if (found == null) {
                return quoted;
            }
            var question =
                    inbox.find(requireNonNullElse(found.joinedTo(), found.id())).orElse(found);
            return question.state().unfinished()
                    ? takeBack(handle, found, question).and(quoted)
                    : forget(
                                    handle,
                                    people(handle)
                                            .turnOf(platform, question.message().externalId()),
                                    List.of())
                            .and(quoted);
        });
    }

    /** Takes a message out of a question that waits; one that says nothing any more is ended. */
    private static Forgotten takeBack(Handle handle, InboxEntry message, InboxEntry question) {
        var inbox = handle.attach(InboxDao.class);
        inbox.say(message.id(), "");
        if (message.joinedTo() != null) {
            inbox.endAlone(message.id(), InboxState.IGNORED, DELETED);
        }
        var rest = inbox.whole(question.id()).orElse(question);
        if (rest.message().text().isBlank()) {
            inbox.end(question.id(), InboxState.IGNORED, DELETED);
            return forget(handle, Map.of(), List.of(question));
        }
        inbox.revise(question.id());
        return new Forgotten(1, Set.of(), Set.of(), Set.of(question.replyTurnId()));
    }

    /** What others' questions quoted goes; the questions stay. */
    private static Forgotten unquote(Handle handle, List<PersonDao.QuotedIn> quotations) {
        quotations.forEach(each -> people(handle).deleteQuotation(each.turnId(), each.position()));
        return new Forgotten(
                0,
                quotations.stream().map(PersonDao.QuotedIn::conversationId).collect(Collectors.toSet()),
                Set.of(),
                Set.of());
    }

    /** Everything that is stored about a person. */
    public StoredAboutPerson stored(Person person) {
        return sql.transact(handle -> {
            var dao = people(handle);
            return new StoredAboutPerson(
                    person,
                    dao.conversations(person),
                    dao.turns(person),
                    dao.quotations(person),
                    dao.inbox(person),
                    dao.deliveries(person),
                    dao.bindings(person),
                    dao.feedback(person));
        });
    }

    private static Forgotten forget(Handle handle, Map<UUID, UUID> questions, List<InboxEntry> waiting) {
        var touched = new TreeSet<>(questions.values());
        touched.stream()
                .flatMap(id -> handle.attach(ConversationDao.class).find(id).stream())
                .forEach(conversation -> prune(handle, conversation, questions.keySet()));
        handle.attach(DeliveryDao.class)
                .deleteOf(waiting.stream().map(InboxEntry::replyTurnId).toList());
        waiting.stream()
                .flatMap(entry -> Optional.ofNullable(entry.conversationId()).stream())
                .forEach(touched::add);
        return new Forgotten(
                questions.size() + waiting.size(),
                touched,
                waiting.stream()
                        .filter(entry -> entry.joinedTo() == null)
                        .map(InboxEntry::replyTurnId)
                        .collect(Collectors.toSet()),
                waiting.stream()
                        .flatMap(entry -> Stream.ofNullable(entry.joinedTo()))
                        .flatMap(id -> handle.attach(InboxDao.class).find(id).stream())
                        .filter(question -> question.state().unfinished())
                        .map(InboxEntry::replyTurnId)
                        .collect(Collectors.toSet()));
    }

    private static void prune(Handle handle, Conversation conversation, Set<UUID> questions) {
        var conversations = handle.attach(ConversationDao.class);
        var turns = handle.attach(TurnDao.class);
        var pruning = Pruning.of(turns.tree(conversation.id()), questions, conversation.head(), conversation.cut());
        pruning.relinked().forEach(link -> turns.relink(link.id(), link.parentId()));
        handle.attach(DeliveryDao.class).deleteOf(pruning.removed());
        turns.delete(pruning.removed());
        conversations.head(conversation.id(), pruning.head());
        conversations.cut(conversation.id(), pruning.cut());
    }

    private static void deleteIfAbandoned(Handle handle, UUID id) {
        var conversations = handle.attach(ConversationDao.class);
        var conversation = conversations.find(id);
        conversation.filter(empty -> people(handle).abandoned(id, empty.key())).ifPresent(empty -> {
            conversations.deletePlace(id);
            conversations.delete(id);
            if (!conversations.anyAt(empty.key())) {
                handle.attach(BindingDao.class).delete(BindingSubject.conversation(empty.key()));
            }
        });
    }

    private static PersonDao people(Handle handle) {
        return handle.attach(PersonDao.class);
    }
}
