package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An accepted message and where it stands.
 *
 * @param id unique
 * @param message what was accepted, with the newest edit; its text is empty once the entry is finished
 * @param replyTurnId the id that the reply's turn will have, known from the first placeholder on
 * @param state where it stands
 * @param attempts how often a reply was begun, less the orderly interruptions: those above one ended in a crash
 * @param conversationId where the reply goes; null until it was begun
 * @param partialText the reply as far as it was saved, often empty
 * @param cause why it failed, was refused or ignored; null otherwise
 * @param revision how often its question was changed while the reply was owed
 * @param joinedTo the entry whose question it is part of; null for a question of its own
 */
public record InboxEntry(
        UUID id,
        Incoming message,
        UUID replyTurnId,
        InboxState state,
        int attempts,
        @Nullable UUID conversationId,
        String partialText,
        @Nullable String cause,
        int revision,
        @Nullable UUID joinedTo) {
    /** Refuses null. */
    public InboxEntry {
        requireNonNull(id, "id");
        requireNonNull(message, "message");
        requireNonNull(replyTurnId, "replyTurnId");
        requireNonNull(state, "state");
        requireNonNull(partialText, "partialText");
    }

    InboxEntry saying(String words) {
        return new InboxEntry(
                id,
                message.saying(words),
                replyTurnId,
                state,
                attempts,
                conversationId,
                partialText,
                cause,
                revision,
                joinedTo);
    }
}
