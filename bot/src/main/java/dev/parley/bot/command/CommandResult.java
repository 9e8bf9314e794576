package dev.parley.bot.command;

import dev.parley.bot.responder.Outcome;
import dev.parley.bot.responder.ReplyOpener;
import java.util.function.Function;

/** What a command led to; the platform shows it. */
public sealed interface CommandResult {
    /**
     * Words to show to the caller.
     *
     * @param markdown the words
     */
    record Said(String markdown) implements CommandResult {}

    /**
     * It could not be done.
     *
     * @param words why, and what to do
     */
    record Refused(String words) implements CommandResult {}

    /**
     * A file for the caller alone.
     *
     * @param name a file name
     * @param content its bytes
     */
    record Document(String name, byte[] content) implements CommandResult {}

    /**
     * A reply is to be generated: the platform calls this where it may block.
     *
     * @param work opens the reply, and returns when it is over
     */
    record Generating(Function<ReplyOpener, Outcome> work) implements CommandResult {}

    /** The caller wants to leave. */
    record Leave() implements CommandResult {}
}
