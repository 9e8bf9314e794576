package dev.parley.bot.terminal;

/** How a chat ended. */
public enum ChatEnd {
    /** The user left, or the input ended, and nothing had failed that a script should know of. */
    LEFT,
    /** Input came from a pipe, and at least one of its lines failed. */
    TURN_FAILED
}
