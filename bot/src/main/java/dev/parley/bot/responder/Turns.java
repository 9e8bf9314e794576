package dev.parley.bot.responder;

import dev.parley.persistence.Author;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.Generation;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import java.time.Instant;
import java.util.UUID;

/** The two turns that a message leads to. */
final class Turns {
    private static final Author PARLEY = new Author("parley", "parley", "Parley");

    private Turns() {}

    /** What was asked, below the turn that it answers or at the conversation's head. */
    static Turn question(UUID id, InboxEntry entry, Conversation conversation) {
        Incoming message = entry.message();
        UUID parent = message.parentId() != null ? message.parentId() : conversation.head();
        return new Turn(
                id,
                conversation.id(),
                parent,
                Role.USER,
                message.author(),
                message.externalId(),
                message.text(),
                null,
                message.receivedAt());
    }

    /** What was answered. */
    static Turn reply(UUID id, Turn question, String text, Generation made, Instant at) {
        return new Turn(id, question.conversationId(), question.id(), Role.ASSISTANT, PARLEY, null, text, made, at);
    }
}
