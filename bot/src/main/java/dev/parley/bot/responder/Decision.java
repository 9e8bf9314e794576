package dev.parley.bot.responder;

/** Whether a message is answered. */
public sealed interface Decision {
    /** It is. */
    record Respond() implements Decision {}

    /**
     * It is not, and the person is told why.
     *
     * @param words for the person
     */
    record Refuse(String words) implements Decision {}

    /**
     * It is not, in silence.
     *
     * @param reason for the log
     */
    record Ignore(String reason) implements Decision {}
}
