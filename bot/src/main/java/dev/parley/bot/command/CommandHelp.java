package dev.parley.bot.command;

import dev.parley.bot.words.Words;
import java.util.stream.Collectors;

/** The help text, made from the table of the grammar. */
public final class CommandHelp {
    private CommandHelp() {}

    /**
     * All commands with what they do, one a line, the command in the first column as far as it is short.
     *
     * @param surface which commands there are
     * @param prefix what they begin with there
     * @param words the language
     */
    public static String text(Surface surface, String prefix, Words words) {
        int width = prefix.length() + 22;
        return surface.commands().stream()
                .map(word -> line(word.usage(prefix), width, words.say(word.summaryKey())))
                .collect(Collectors.joining("\n"));
    }

    private static String line(String usage, int width, String summary) {
        return usage.length() < width
                ? usage + " ".repeat(width - usage.length()) + summary
                : usage + "\n" + " ".repeat(width) + summary;
    }
}
