package dev.parley.bot.platform.discord.fake;

/**
 * A role of a server.
 *
 * @param id its snowflake
 * @param name its name
 * @param permissions the bits that it grants in the whole server
 */
public record FakeRole(long id, String name, long permissions) {}
