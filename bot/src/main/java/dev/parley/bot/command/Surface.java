package dev.parley.bot.command;

import java.util.Arrays;
import java.util.List;

/** Where commands are typed. */
public enum Surface {
    /** The terminal chat, which can be left by a command. */
    TERMINAL("/"),
    /** Discord, where each command is a slash command. */
    DISCORD("/"),
    /** Slack, where all of them are behind one. */
    SLACK("/parley ");

    private final String prefix;

    Surface(String prefix) {
        this.prefix = prefix;
    }

    /** What commands begin with there, for help. */
    public String prefix() {
        return prefix;
    }

    /** The commands that exist there, in the order in which help shows them. */
    public List<CommandWord> commands() {
        return Arrays.stream(CommandWord.values())
                .filter(word -> this == TERMINAL || word != CommandWord.QUIT)
                .toList();
    }
}
