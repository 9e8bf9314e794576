package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is being shown.
 *
 * @param turnId the reply's turn, which may not be stored yet
 * @param platform as in {@link ConversationKey#platform()}
 * @param channel the platform's id of the place where it is shown
 * @param question the platform's id of the message that it answers; null for none
 * @param forOne whether only who asked sees it: it must never go on where others read
 */
public record OpenReply(
        UUID turnId,
        String platform,
        String channel,
        @Nullable String question,
        boolean forOne) {
    /** Refuses null. */
    public OpenReply {
        requireNonNull(turnId, "turnId");
        requireNonNull(platform, "platform");
        requireNonNull(channel, "channel");
    }
}
