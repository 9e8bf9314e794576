package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One node of a conversation's tree. What was stored never changes, except that forgetting a turn hangs what follows on
 * the turn before.
 *
 * @param id unique; for a reply the {@link InboxEntry#replyTurnId()} that was drawn when its message was accepted
 * @param conversationId the conversation that it belongs to
 * @param parentId the turn before; null for the first. Replies with the same parent are alternatives
 * @param role who speaks
 * @param author who wrote it; for a reply, Parley on that platform
 * @param externalId the platform's id of the message, unique on that platform; null for replies
 * @param text as written
 * @param generation how a reply came about; null for what people wrote
 * @param createdAt kept to the microsecond
 * @param quotations what others had said before it and that belongs to what a person asked, the oldest first
 */
public record Turn(
        UUID id,
        UUID conversationId,
        @Nullable UUID parentId,
        Role role,
        Author author,
        @Nullable String externalId,
        String text,
        @Nullable Generation generation,
        Instant createdAt,
        List<Quotation> quotations) {
    /** A turn that quotes nobody. */
    public Turn(
            UUID id,
            UUID conversationId,
            @Nullable UUID parentId,
            Role role,
            Author author,
            @Nullable String externalId,
            String text,
            @Nullable Generation generation,
            Instant createdAt) {
        this(id, conversationId, parentId, role, author, externalId, text, generation, createdAt, List.of());
    }

    /** Refuses null, a reply to nothing, a reply without its generation and a person's turn with one. */
    public Turn {
        requireNonNull(id, "id");
        requireNonNull(conversationId, "conversationId");
        requireNonNull(role, "role");
        requireNonNull(author, "author");
        requireNonNull(text, "text");
        requireNonNull(createdAt, "createdAt");
        quotations = List.copyOf(quotations);
        if ((role == Role.ASSISTANT) != (generation != null)) {
            throw new IllegalArgumentException("a reply, and only a reply, says how it was generated: turn " + id);
        }
        if (role == Role.ASSISTANT && parentId == null) {
            throw new IllegalArgumentException("a reply needs the turn that it answers: turn " + id);
        }
    }

    Turn under(@Nullable UUID parent) {
        return new Turn(id, conversationId, parent, role, author, externalId, text, generation, createdAt, quotations);
    }

    /** The same turn with what others had said before it. */
    public Turn quoting(List<Quotation> said) {
        return new Turn(id, conversationId, parentId, role, author, externalId, text, generation, createdAt, said);
    }
}
