package dev.parley.persistence;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Short ways to say what tests say often. */
final class Talk {
    static final Instant NOW = Instant.parse("2026-11-24T08:00:00.123456Z");
    static final Author ANN = new Author("discord", "1", "Ann");
    static final Author BEN = new Author("discord", "2", "Ben");
    static final Author PARLEY = new Author("discord", "0", "Parley");
    static final ConversationKey PLACE = new ConversationKey("discord", "guild", "general", "thread");

    private Talk() {}

    record Exchange(InboxEntry entry, Turn user, Turn reply) {}

    static Generation generation(Finish finish) {
        return new Generation("assistant", "tiny", null, "abc", 10, 4, 6, 120, 900.5, 41.25, finish, 0);
    }

    static Incoming incoming(Author author, String externalId, String text) {
        return new Incoming(PLACE, author, externalId, text, NOW);
    }

    static Turn user(Conversation conversation, @Nullable UUID parent, Author author, String externalId, String text) {
        return new Turn(UUID.randomUUID(), conversation.id(), parent, Role.USER, author, externalId, text, null, NOW);
    }

    static Turn reply(UUID id, Turn user, String text) {
        return new Turn(
                id, user.conversationId(), user.id(), Role.ASSISTANT, PARLEY, null, text, generation(Finish.STOP), NOW);
    }

    /** A message and its reply under the conversation's head. */
    static Exchange exchange(Database database, Conversation conversation, Author author, String externalId) {
        var head =
                database.conversations().find(conversation.id()).orElseThrow().head();
        return exchange(database, conversation, head, author, externalId);
    }

    /** A message and its reply under a given turn. */
    static Exchange exchange(
            Database database, Conversation conversation, @Nullable UUID parent, Author author, String externalId) {
        var message = new Incoming(conversation.key(), author, externalId, "question " + externalId, NOW);
        var entry = database.inbox().accept(message).orElseThrow();
        database.inbox().begin(entry.id(), conversation.id());
        var user = user(conversation, parent, author, externalId, "question " + externalId);
        var reply = reply(entry.replyTurnId(), user, "answer " + externalId);
        if (database.conversations().finish(entry.id(), 0, user, reply) != Finished.STORED) {
            throw new AssertionError("not stored: " + externalId);
        }
        return new Exchange(entry, user, reply);
    }
}
