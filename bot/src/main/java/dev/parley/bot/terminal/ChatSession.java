package dev.parley.bot.terminal;

import dev.parley.bot.responder.Reply;

/** What the chat talks to. */
public interface ChatSession {
    /**
     * Says something in the conversation. Returns soon; the reply is told from any thread and ends in
     * {@link Reply#complete} or {@link Reply#fail}, also after a stop.
     *
     * @param text not blank; may have several lines
     */
    Running say(String text, Reply reply);

    /**
     * Runs a command. May take its time: it runs on a thread of its own, which is interrupted when the user presses Ctrl-C.
     *
     * @param line what was typed, with its slash
     * @param reply for a command that generates, such as {@code /continue}; else untouched
     */
    CommandResult command(String line, Reply reply);

    /** A reply on its way. */
    @FunctionalInterface
    interface Running {
        /** Asks for its end; what is generated so far stays. Called from any thread, at most once. */
        void stop();
    }

    /** What a command led to. */
    sealed interface CommandResult {
        /** Something to show; Markdown. */
        record Said(String text) implements CommandResult {}

        /** It could not be done, in words for the user. */
        record Refused(String words) implements CommandResult {}

        /** The reply given to the command is being told. */
        record Replying(Running running) implements CommandResult {}

        /** The user wants to leave. */
        record Leave() implements CommandResult {}
    }
}
