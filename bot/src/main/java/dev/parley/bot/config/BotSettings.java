package dev.parley.bot.config;

/**
 * How the bot appears.
 *
 * @param name the name it answers by
 */
public record BotSettings(
        @Setting(value = "the name it answers by", fallback = "Parley", min = 1, max = 80)
        String name) {}
