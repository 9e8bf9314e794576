package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * Which part of which turn a platform's message shows.
 *
 * @param platform as in {@link ConversationKey#platform()}
 * @param channel the platform's id of the channel
 * @param messageId the platform's id of the message, unique in the channel
 * @param turnId the turn that it shows; known before the turn is stored
 * @param part 0 for the first message of a turn
 */
public record Delivery(String platform, String channel, String messageId, UUID turnId, int part) {
    /** Refuses null. */
    public Delivery {
        requireNonNull(platform, "platform");
        requireNonNull(channel, "channel");
        requireNonNull(messageId, "messageId");
        requireNonNull(turnId, "turnId");
    }
}
