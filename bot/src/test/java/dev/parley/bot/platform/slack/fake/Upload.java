package dev.parley.bot.platform.slack.fake;

/**
 * A file that the bot uploaded.
 *
 * @param id Slack's id
 * @param name with its ending
 * @param title what people see
 * @param channel where it was shared; empty where nowhere
 * @param threadTs the thread, or empty
 * @param comment the text with it, or empty
 * @param bytes what is in it
 */
public record Upload(
        String id, String name, String title, String channel, String threadTs, String comment, byte[] bytes) {}
