package dev.parley.bot.platform;

/** What can be done with a reply by a click. */
public enum ReplyButton {
    /** End it; while it runs. */
    STOP,
    /** Another one in its place. */
    REGENERATE,
    /** Go on; after it ended at its length. */
    CONTINUE,
    /** It helped; after it ended. */
    GOOD,
    /** It did not; after it ended. */
    BAD
}
