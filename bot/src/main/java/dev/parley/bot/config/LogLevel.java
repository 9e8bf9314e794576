package dev.parley.bot.config;

/** How much goes into the log. Texts of messages appear at {@link #DEBUG} only. */
public enum LogLevel {
    /** Only what failed. */
    ERROR,
    /** Also what was unexpected. */
    WARN,
    /** Also one line for each thing done. */
    INFO,
    /** Everything, people's texts included. */
    DEBUG
}
