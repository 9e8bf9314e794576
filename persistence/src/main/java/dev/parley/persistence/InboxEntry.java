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
 */
public record InboxEntry(
        UUID id,
        Incoming message,
        UUID replyTurnId,
        InboxState state,
        int attempts,
        @Nullable UUID conversationId,
        String partialText,
        @Nullable String cause) {
    /** Refuses null. */
    public InboxEntry {
        requireNonNull(id, "id");
        requireNonNull(message, "message");
        requireNonNull(replyTurnId, "replyTurnId");
        requireNonNull(state, "state");
        requireNonNull(partialText, "partialText");
    }
}
