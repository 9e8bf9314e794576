package dev.parley.bot.responder;

import dev.parley.persistence.Turn;
import java.util.List;

/** What became of a message. */
public sealed interface Outcome {
    /**
     * It was answered.
     *
     * @param reply the stored reply
     * @param notes what was said under it
     */
    record Answered(Turn reply, List<String> notes) implements Outcome {}

    /**
     * It was not answered, and the person was told why: too long, empty, too many waiting.
     *
     * @param words what was said
     */
    record Refused(String words) implements Outcome {}

    /**
     * It could not be answered.
     *
     * @param words what was said
     * @param cause what happened
     */
    record Failed(String words, Throwable cause) implements Outcome {}

    /** It became part of the person's question before it, and has no reply of its own. */
    record Joined() implements Outcome {}

    /** The reply was stopped before it had a word. */
    record Stopped() implements Outcome {}

    /** Parley is leaving, or nothing can be stored; the message is answered after the next start. */
    record Interrupted() implements Outcome {}

    /**
     * Nothing was said.
     *
     * @param reason for the log
     */
    record Ignored(String reason) implements Outcome {}
}
