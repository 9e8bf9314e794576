package dev.parley.bot.config;

/**
 * What goes into the log file.
 *
 * @param level the least important lines that are kept
 */
public record LogSettings(
        @Setting(value = "error, warn, info or debug; debug includes people's texts", fallback = "info", live = true)
        LogLevel level) {}
