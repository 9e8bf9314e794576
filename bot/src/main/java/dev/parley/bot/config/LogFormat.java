package dev.parley.bot.config;

/** What a line of the log looks like. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object, for programs. */
    JSON
}
