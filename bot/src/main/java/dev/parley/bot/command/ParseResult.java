package dev.parley.bot.command;

/** What came of a line: a command, or words that say kindly what is wrong with it. */
public sealed interface ParseResult {
    /**
     * It was understood.
     *
     * @param command what is asked for
     */
    record Parsed(Command command) implements ParseResult {}

    /**
     * It was not.
     *
     * @param words for the person who typed it: what is wrong, and how it is written
     */
    record Mistake(String words) implements ParseResult {}
}
