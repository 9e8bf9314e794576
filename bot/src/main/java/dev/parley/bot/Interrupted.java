package dev.parley.bot;

import dev.parley.persistence.Author;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.Database;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import java.time.Clock;
import java.util.UUID;

/**
 * What a crash left unfinished in the terminal: nobody looks at that reply any more, so it is not resumed. The message
 * and the part of the reply that was shown become turns, marked as interrupted.
 */
final class Interrupted {
    private static final Author PARLEY = new Author("parley", "parley", "Parley");

    private final Database database;
    private final Clock clock;

    Interrupted(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Keeps what there is. */
    void keep() {
        database.inbox().unfinished().stream()
                .filter(each -> each.message().key().platform().equals(TerminalSession.PLATFORM))
                .forEach(this::keep);
    }

    private void keep(InboxEntry entry) {
        Incoming message = entry.message();
        Conversation conversation = database.conversations().current(message.key());
        Turn question = new Turn(
                UUID.randomUUID(),
                conversation.id(),
                conversation.head(),
                Role.USER,
                message.author(),
                message.externalId(),
                message.text(),
                null,
                message.receivedAt());
        Turn reply = new Turn(
                entry.replyTurnId(),
                conversation.id(),
                question.id(),
                Role.ASSISTANT,
                PARLEY,
                null,
                entry.partialText(),
                new Generation("", "", null, "", 0, 0, 0, 0, 0, 0, Finish.INTERRUPTED, 0),
                clock.instant());
        database.inbox().begin(entry.id(), conversation.id());
        database.conversations().finish(entry.id(), entry.revision(), question, reply);
    }
}
