package dev.parley.bot.metrics;

import java.util.Locale;

/** How a reply ended, as a label says it. */
public enum ReplyEnd {
    /** With all that the model had to say. */
    ANSWERED,
    /** At the longest that a reply may be. */
    LENGTH,
    /** Because somebody stopped it. */
    STOPPED,
    /** With words that say why there is no answer: not allowed, too long, too many waiting. */
    REFUSED,
    /** With an error. */
    FAILED,
    /** Because Parley was leaving; it goes on at the next start. */
    INTERRUPTED,
    /** Nowhere: its question was forgotten meanwhile. */
    FORGOTTEN;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
