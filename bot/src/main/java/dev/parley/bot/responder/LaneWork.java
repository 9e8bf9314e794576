package dev.parley.bot.responder;

import dev.parley.bot.responder.RunningReplies.Running;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineException;
import dev.parley.prompts.MessageTooLongException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes replies in their conversation's lane, one at a time, with all that can end them early; however one ends, the
 * person is told.
 */
final class LaneWork {
    private static final Logger log = LoggerFactory.getLogger(LaneWork.class);
    private static final int LONGEST_LANE = 20;

    private final Lanes lanes = new Lanes(LONGEST_LANE);
    private final RunningReplies running;
    private final Words words;

    /** What is done when a conversation's turn has come. */
    interface Work {
        Outcome run(Reply reply, Running run) throws InterruptedException, MessageTooLongException, LineFullException;
    }

    /**
     * Empty lanes.
     *
     * @param running the replies that can be stopped
     * @param words the bot's own
     */
    LaneWork(RunningReplies running, Words words) {
        this.running = running;
        this.words = words;
    }

    /** {@link Lanes#enter(UUID, Instant)}. */
    Lanes.Place enter(UUID conversation, Instant written) {
        return lanes.enter(conversation, written);
    }

    /** {@link Lanes#enter(UUID)}. */
    Lanes.Place enter(UUID conversation) {
        return lanes.enter(conversation);
    }

    /**
     * Waits for the lane and does the work.
     *
     * @param place in the lane; closed at the end
     * @param replyTurn the reply's id
     * @param acknowledge told once the reply can be stopped
     * @param opener where it is shown
     * @param work makes it
     * @return what became of it
     */
    Outcome run(Lanes.Place place, UUID replyTurn, Runnable acknowledge, ReplyOpener opener, Work work) {
        try (place;
                Running run = running.begin(replyTurn, place.conversation())) {
            acknowledge.run();
            return untilItsEnd(place, opener.open(replyTurn), run, work, this::owed);
        }
    }

    /** The same for what answers no new message: nothing is kept of it that the next start could answer. */
    Outcome runAgain(Lanes.Place place, UUID replyTurn, ReplyOpener opener, Work work) {
        try (place;
                Running run = running.begin(replyTurn, place.conversation())) {
            return untilItsEnd(
                    place,
                    opener.open(replyTurn),
                    run,
                    work,
                    (reply, cause) -> failed(reply, words.say("store.command"), cause));
        }
    }

    private Outcome untilItsEnd(
            Lanes.Place place,
            Reply reply,
            Running run,
            Work work,
            BiFunction<Reply, RuntimeException, Outcome> withoutRoom) {
        try {
            place.await(run.stop());
            Outcome outcome = work.run(reply, run);
            switch (outcome) {
                case Outcome.Stopped _ -> reply.fail(words.say("reply.stopped"));
                case Outcome.Ignored _ -> reply.fail(words.say("reply.forgotten"));
                default -> {}
            }
            return outcome;
        } catch (MessageTooLongException e) {
            return refused(reply, words.say("reply.no-room", e.tokens(), e.limit()));
        } catch (EngineException.ContextExceeded e) {
            return refused(reply, words.say("reply.too-long", e.promptTokens(), e.contextTokens()));
        } catch (LineFullException e) {
            return refused(reply, e.say(words));
        } catch (InterruptedException e) {
            if (run.stop().isCancelled() && !running.leaving()) {
                reply.fail(words.say("reply.stopped"));
                return new Outcome.Stopped();
            }
            // The mark is not set again: H2 closes the whole database when a marked thread touches its file.
            reply.fail(words.say("reply.interrupted"));
            return new Outcome.Interrupted();
        } catch (RuntimeException e) {
            if (Owed.isFull(e)) {
                return withoutRoom.apply(reply, e);
            }
            log.error("reply {} failed", run.reply(), e);
            return failed(reply, words.say("reply.failed", String.valueOf(e.getMessage())), e);
        }
    }

    /** What was taken stays where it is and is answered after the next start. */
    private Outcome owed(Reply reply, RuntimeException cause) {
        log.warn("a message is answered after the next start: {}", cause.getMessage());
        reply.fail(words.say(running.leaving() ? "reply.interrupted" : "store.owed"));
        return new Outcome.Interrupted();
    }

    /** A message that was not stored: nobody may be promised an answer to it, also at a stop. */
    Outcome notTaken(Reply reply, RuntimeException cause) {
        log.warn("a message is not taken, as it cannot be stored: {}", cause.getMessage());
        return failed(reply, words.say("store.full"), cause);
    }

    private static Outcome failed(Reply reply, String why, RuntimeException cause) {
        reply.fail(why);
        return new Outcome.Failed(why, cause);
    }

    /** Tells the person why there is no answer. */
    static Outcome refused(Reply reply, String why) {
        reply.fail(why);
        return new Outcome.Refused(why);
    }
}
