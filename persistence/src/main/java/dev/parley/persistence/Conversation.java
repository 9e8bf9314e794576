package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tree of turns.
 *
 * @param id unique
 * @param key the place where it was held
 * @param head the newest turn: the next one hangs on it; null when there is none
 * @param cut the first turn that the window still holds; null when it holds all
 * @param createdAt when it was begun
 */
public record Conversation(
        UUID id,
        ConversationKey key,
        @Nullable UUID head,
        @Nullable UUID cut,
        Instant createdAt) {
    /** Refuses null. */
    public Conversation {
        requireNonNull(id, "id");
        requireNonNull(key, "key");
        requireNonNull(createdAt, "createdAt");
    }
}
