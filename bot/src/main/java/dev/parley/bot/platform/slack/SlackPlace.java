package dev.parley.bot.platform.slack;

import org.jspecify.annotations.Nullable;

/**
 * Where a reply goes.
 *
 * @param channel the channel's id
 * @param thread the {@code ts} of the thread's first message; null for the channel itself, which is for direct messages
 * @param question the {@code ts} of the message that it answers; null for none
 * @param asker the user's id of who asked
 * @param askerTeam the id of their workspace
 * @param dress how the message is dressed; null for the bot's own name
 */
record SlackPlace(
        String channel,
        @Nullable String thread,
        @Nullable String question,
        String asker,
        String askerTeam,
        @Nullable Dress dress) {

    /**
     * A persona's name and icon.
     *
     * @param name what stands above the message
     * @param emoji such as {@code :owl:}; empty for none
     */
    record Dress(String name, String emoji) {
        /** As Slack takes it: null for none. */
        @Nullable String icon() {
            return emoji.isEmpty() ? null : emoji;
        }
    }
}
