package dev.parley.bot.responder;

/** What is going on while a reply has no new text. */
public sealed interface ReplyStatus {
    /**
     * Others are first.
     *
     * @param place 1 = next in line
     */
    record Waiting(int place) implements ReplyStatus {}

    /**
     * The prompt is being read.
     *
     * @param done tokens read so far
     * @param total tokens of the prompt
     */
    record Reading(int done, int total) implements ReplyStatus {}

    /** The prompt is read; text comes next. */
    record Writing() implements ReplyStatus {}

    /** The question was changed: what was shown is not its answer, and the text begins anew. */
    record Changed() implements ReplyStatus {}

    /** The engine died and is being started again; the reply goes on after that. */
    record Restarting() implements ReplyStatus {}
}
