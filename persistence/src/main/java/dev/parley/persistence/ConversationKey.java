package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

/**
 * A place where people talk with Parley; it points to one current conversation.
 *
 * @param platform {@code terminal}, {@code discord}, {@code slack}
 * @param workspace the platform's id of the workspace or server, empty in a direct message
 * @param channel the platform's id of the channel; in the terminal the conversation's name
 * @param thread the platform's id of the thread, empty where there is none
 */
public record ConversationKey(String platform, String workspace, String channel, String thread) {
    /** Refuses null and a place on no platform. */
    public ConversationKey {
        requireNonNull(platform, "platform");
        requireNonNull(workspace, "workspace");
        requireNonNull(channel, "channel");
        requireNonNull(thread, "thread");
        if (platform.isEmpty()) {
            throw new IllegalArgumentException("a conversation key needs a platform, such as \"terminal\"");
        }
    }

    /**
     * Whether several people may write there. A terminal is one person's, and a direct message has no workspace.
     */
    public boolean isShared() {
        return !workspace.isEmpty() && !platform.equals("terminal");
    }
}
