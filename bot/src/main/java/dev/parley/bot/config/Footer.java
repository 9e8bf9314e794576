package dev.parley.bot.config;

/** What stands under every reply, besides what has to be said about it. */
public enum Footer {
    /** Nothing. */
    NONE,
    /** Who answered, with which model, and how fast. */
    TIMINGS
}
