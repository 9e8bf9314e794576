package dev.parley.bot.platform.discord.fake;

/**
 * A channel, thread or direct message.
 *
 * @param id its snowflake
 * @param guildId the server's, 0 for a direct message
 * @param parentId the channel's of a thread, otherwise 0
 * @param name its name when it was made
 */
public record FakeChannel(long id, long guildId, long parentId, String name) {
    boolean isDirect() {
        return guildId == 0;
    }

    boolean isThread() {
        return parentId != 0;
    }
}
