package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message for Parley, before anything is known about it.
 *
 * @param key where it was written
 * @param author who wrote it, on the same platform
 * @param externalId the platform's id of the message: the same id on the same platform is the same message
 * @param text as written; U+0000 and lone surrogates are stored as U+FFFD
 * @param receivedAt when it was written, as the platform says, or came in: messages that wait, or are one question, are
 *     taken in this order, kept to the microsecond
 * @param parentId the turn that it goes on from when that was chosen (a reply to an older message of the bot); null for
 *     the conversation's head
 * @param persona the persona that was chosen for this message alone; null for the one that answers there
 */
public record Incoming(
        ConversationKey key,
        Author author,
        String externalId,
        String text,
        Instant receivedAt,
        @Nullable UUID parentId,
        @Nullable String persona) {
    /** Refuses null, and an author from another platform. */
    public Incoming {
        requireNonNull(key, "key");
        requireNonNull(author, "author");
        requireNonNull(externalId, "externalId");
        requireNonNull(text, "text");
        requireNonNull(receivedAt, "receivedAt");
        if (!author.platform().equals(key.platform())) {
            throw new IllegalArgumentException(
                    "the author is on " + author.platform() + ", the place on " + key.platform());
        }
    }

    /** A message that goes on from the head of its conversation. */
    public Incoming(ConversationKey key, Author author, String externalId, String text, Instant receivedAt) {
        this(key, author, externalId, text, receivedAt, null, null);
    }

    /** The same message that goes on from a turn; null for the head. */
    public Incoming under(@Nullable UUID parent) {
        return new Incoming(key, author, externalId, text, receivedAt, parent, persona);
    }

    /** The same message for a persona that was chosen for it alone; null for the one that answers there. */
    public Incoming to(@Nullable String chosen) {
        return new Incoming(key, author, externalId, text, receivedAt, parentId, chosen);
    }

    Incoming saying(String words) {
        return new Incoming(key, author, externalId, words, receivedAt, parentId, persona);
    }
}
