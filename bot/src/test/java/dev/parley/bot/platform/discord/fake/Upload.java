package dev.parley.bot.platform.discord.fake;

/**
 * A file on its way in or out.
 *
 * @param name the file's name
 * @param contentType its media type
 * @param bytes what is in it
 */
public record Upload(String name, String contentType, byte[] bytes) {}
