package dev.parley.bot.responder;

import dev.parley.bot.words.Words;

/** What is going on while a reply has no new text. */
public sealed interface ReplyStatus {
    /** In the bot's words. */
    default String say(Words words) {
        return switch (this) {
            case Waiting(int place, int seconds) -> words.say("status.waiting", place, seconds, seconds / 60);
            case Reading(int done, int total) ->
                words.say("status.reading", total <= 0 ? 0 : Math.clamp(100L * done / total, 0, 100));
            case Writing() -> words.say("status.writing");
            case Changed() -> words.say("status.changed");
            case Restarting() -> words.say("status.restarting");
            case NoRoom() -> words.say("status.noRoom");
        };
    }

    /**
     * Others are first.
     *
     * @param place 1 = next in line; it grows when somebody comes whose turn is earlier
     * @param seconds about how long that takes, rounded; 0 where nothing is known yet
     */
    record Waiting(int place, int seconds) implements ReplyStatus {}

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

    /** Nothing can be stored: the disk is full, or cannot be written. It goes on when that is over. */
    record NoRoom() implements ReplyStatus {}
}
