package dev.parley.bot.platform.discord.fake;

/**
 * A server.
 *
 * @param id its snowflake
 * @param name its name
 * @param joined whether the bot is a member; where it is not, only interactions of users who installed it arrive
 */
public record FakeGuild(long id, String name, boolean joined) {}
