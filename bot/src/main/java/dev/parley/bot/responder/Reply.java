package dev.parley.bot.responder;

/**
 * Where one reply is shown. Calls come one at a time: any number of {@link #status} and {@link #show}, then exactly one
 * {@link #complete} or {@link #fail}.
 */
public interface Reply {
    /** Says what is going on while there is no new text; never part of the text. */
    void status(ReplyStatus status);

    /**
     * Shows the reply as far as it is generated.
     *
     * @param textSoFar the whole text from its start, not the newest piece; it only grows, except after
     *     {@link ReplyStatus.Changed}
     */
    void show(String textSoFar);

    /** Ends a reply that has its text. */
    void complete(ReplyOutcome outcome);

    /**
     * Ends a reply that could not be finished; text already shown stays.
     *
     * @param words what went wrong and what to do, for the person who asked
     */
    void fail(String words);
}
