package dev.parley.bot.command;

import java.util.Locale;

/** The table of the grammar: each word that a command begins with, what may follow it, and the key of what it does. */
public enum CommandWord {
    /** Which persona answers. */
    PERSONA(
            "NAME | set NAME [here|channel|me|everyone] | show | list | reset [here|channel|me|everyone]",
            "command.persona"),
    /** A question as a command. */
    ASK("QUESTION", "command.ask"),
    /** A fresh conversation. */
    NEW("", "command.new"),
    /** Ends the reply that runs. */
    STOP("", "command.stop"),
    /** Another reply to the last message. */
    REGENERATE("", "command.regenerate"),
    /** Goes on with a reply that ended at its length. */
    CONTINUE("", "command.continue"),
    /** What was said. */
    HISTORY("", "command.history"),
    /** Who gave the last reply, and how sure the model was. */
    WHY("", "command.why"),
    /** Takes back what was said. */
    FORGET("last|hour|all", "command.forget"),
    /** Everything stored, as a file. */
    EXPORT("", "command.export"),
    /** What runs, what waits. */
    STATUS("", "command.status"),
    /** Which model answers. */
    MODEL("", "command.model"),
    /** This table. */
    HELP("", "command.help"),
    /** Leaves the terminal; nowhere else. */
    QUIT("", "command.quit");

    private final String arguments;
    private final String summaryKey;

    CommandWord(String arguments, String summaryKey) {
        this.arguments = arguments;
        this.summaryKey = summaryKey;
    }

    /** As it is typed: "persona". */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What may follow it, empty when nothing may: "last|hour|all". */
    public String arguments() {
        return arguments;
    }

    /** The key of the line that says what it does, in {@link dev.parley.bot.words.Words}. */
    public String summaryKey() {
        return summaryKey;
    }

    /** How it is written with a prefix: "/forget last|hour|all". */
    public String usage(String prefix) {
        return (prefix + word() + " " + arguments).strip();
    }
}
