package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person's vote on a reply, with what made that reply.
 *
 * @param turnId the reply
 * @param person who voted
 * @param vote what they think
 * @param persona the persona that answered
 * @param adapter the adapter that it answered with, null without one
 * @param promptHash a hash of the persona's prompt as it was then
 * @param createdAt when they voted
 */
public record FeedbackEntry(
        UUID turnId,
        Person person,
        Vote vote,
        String persona,
        @Nullable String adapter,
        String promptHash,
        Instant createdAt) {
    /** Refuses null. */
    public FeedbackEntry {
        requireNonNull(turnId, "turnId");
        requireNonNull(person, "person");
        requireNonNull(vote, "vote");
        requireNonNull(persona, "persona");
        requireNonNull(promptHash, "promptHash");
        requireNonNull(createdAt, "createdAt");
    }
}
