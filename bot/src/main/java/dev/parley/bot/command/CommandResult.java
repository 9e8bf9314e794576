package dev.parley.bot.command;

import dev.parley.bot.responder.Outcome;
import dev.parley.bot.responder.ReplyOpener;

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
     * @param work generates it
     */
    record Generating(Work work) implements CommandResult {}

    /** Generates a reply. */
    @FunctionalInterface
    interface Work {
        /**
         * Opens the reply, and returns when it is over.
         *
         * @param accepted told once what was asked is safe in the store
         * @param opener where the reply is shown
         */
        Outcome generate(Runnable accepted, ReplyOpener opener);

        /** The same where nobody waits for that. */
        default Outcome generate(ReplyOpener opener) {
            return generate(() -> {}, opener);
        }
    }

    /** The caller wants to leave. */
    record Leave() implements CommandResult {}
}
