package dev.parley.bot.terminal;

import java.util.Locale;

/** Every word of its own that the terminal shows, in one place. */
enum TerminalWords {
    PROMPT("> "),
    HINT_SECOND_STOP("stopping … press Ctrl-C again to leave"),
    STOPPED("stopped"),
    STARTED_ANEW("(the answer starts anew)"),

    STATUS_STARTED("…"),
    STATUS_NEXT("next in line …"),
    STATUS_PLACE("%s in line …"),
    STATUS_READING("reading %d %% …"),
    STATUS_WRITING("writing …"),
    STATUS_RESTARTING("the engine is starting again …"),

    MODEL_QUESTION("Which model shall answer? It runs on this machine (%s of memory, %s free on disk)."),
    MODEL_NEEDS_MEMORY("needs %s of memory"),
    MODEL_NEEDS_DISK("needs %s of free disk"),
    MODEL_RECOMMENDED("recommended"),
    MODEL_PROMPT("Number or name (Enter takes %d, %s): "),
    MODEL_UNKNOWN("There is no \"%s\" in the list. Type a number from 1 to %d, a name, or only Enter for %s."),
    MODEL_TOO_BIG("%s does not fit here: it %s. Choose another, or take it later with ./parley model use %1$s."),

    PROGRESS_OF("%s of %s"),
    PROGRESS_SPEED("%s/s"),
    PROGRESS_LEFT("%s left"),
    PROGRESS_DONE("%s: %s in %s");

    private final String pattern;

    TerminalWords(String pattern) {
        this.pattern = pattern;
    }

    /** The words with their gaps filled. */
    String with(Object... values) {
        return values.length == 0 ? pattern.replace("%%", "%") : String.format(Locale.ROOT, pattern, values);
    }

    /** 1 -> 1st, 12 -> 12th. */
    static String ordinal(int place) {
        if (place % 100 >= 11 && place % 100 <= 13) {
            return place + "th";
        }
        return place
                + switch (place % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }
}
