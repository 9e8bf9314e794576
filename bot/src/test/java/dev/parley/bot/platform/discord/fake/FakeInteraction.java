package dev.parley.bot.platform.discord.fake;

/**
 * What a person called: a command, a button, a completion.
 *
 * @param id its snowflake
 * @param token what the answers to it are sent with
 */
public record FakeInteraction(long id, String token) {}
