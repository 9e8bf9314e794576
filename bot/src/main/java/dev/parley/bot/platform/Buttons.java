package dev.parley.bot.platform;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.responder.Outcome;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Feedback;
import dev.parley.persistence.Vote;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The buttons under replies. What a button belongs to is known from the store, so that they work after a restart. */
public final class Buttons {
    private final String platform;
    private final Access access;
    private final Calls calls;
    private final Responder responder;
    private final ConversationStore conversations;
    private final Deliveries deliveries;
    private final Feedback feedback;
    private final Replies replies;

    /**
     * Wires them.
     *
     * @param platform as in {@link ConversationKey#platform()}
     * @param access knows admins, and keeps the accounts
     * @param calls says who is let in
     * @param responder answers again
     * @param database knows what the messages show
     * @param replies knows who asked
     */
    public Buttons(
            String platform, Access access, Calls calls, Responder responder, Database database, Replies replies) {
        this.platform = platform;
        this.access = access;
        this.calls = calls;
        this.responder = responder;
        this.conversations = database.conversations();
        this.deliveries = database.deliveries();
        this.feedback = database.feedback();
        this.replies = replies;
    }

    /** What pressing one led to. */
    public sealed interface Pressed {
        /**
         * Words for who pressed it, alone.
         *
         * @param words the words
         */
        record Said(String words) implements Pressed {}

        /** The reply ends, as can be seen. */
        record Stopped() implements Pressed {}

        /**
         * Another reply is to be generated: the platform calls this where it may block.
         *
         * @param place its conversation
         * @param work opens the reply, and returns when it is over
         */
        record Again(ConversationKey place, Function<ReplyOpener, Outcome> work) implements Pressed {}
    }

    /**
     * Presses one.
     *
     * @param button which; null: it is none of Parley's
     * @param channel the platform's id of the place
     * @param message the platform's id of the message that it is under
     * @param visitor who pressed it
     * @param moderates whether that person may remove others' messages there
     * @param theirs the words of that person's language
     */
    public Pressed press(
            @Nullable ReplyButton button,
            String channel,
            String message,
            Visitor visitor,
            boolean moderates,
            Words theirs) {
        UUID turn = deliveries
                .find(platform, channel, message)
                .map(Delivery::turnId)
                .orElse(null);
        if (button == null || turn == null) {
            return new Pressed.Said(theirs.say("button.unknown"));
        }
        return switch (button) {
            case STOP -> stop(turn, visitor, moderates, theirs);
            case REGENERATE, CONTINUE -> again(button, turn, visitor, theirs);
            case GOOD -> vote(turn, visitor, Vote.UP, theirs);
            case BAD -> vote(turn, visitor, Vote.DOWN, theirs);
        };
    }

    private Pressed stop(UUID turn, Visitor visitor, boolean moderates, Words theirs) {
        if (!moderates
                && !access.isAdmin(visitor.person())
                && !replies.isAskedBy(turn, visitor.person().id())) {
            return new Pressed.Said(theirs.say("button.not-yours"));
        }
        responder.stop(turn);
        return new Pressed.Stopped();
    }

    private Pressed again(ReplyButton button, UUID turn, Visitor visitor, Words theirs) {
        Conversation stored = conversations
                .turn(turn)
                .flatMap(found -> conversations.find(found.conversationId()))
                .orElse(null);
        if (stored == null || !turn.equals(stored.head())) {
            return new Pressed.Said(theirs.say("button.old"));
        }
        String barred = calls.barred(visitor, theirs);
        if (barred != null) {
            return new Pressed.Said(barred);
        }
        return new Pressed.Again(stored.key(), opener -> {
            Outcome outcome = button == ReplyButton.REGENERATE
                    ? responder.regenerate(stored.key(), visitor.person(), opener)
                    : responder.goOn(stored.key(), visitor.person(), opener);
            access.charge(visitor.person(), outcome);
            return outcome;
        });
    }

    private Pressed vote(UUID turn, Visitor visitor, Vote vote, Words theirs) {
        boolean stored = feedback.vote(turn, visitor.person(), vote);
        return new Pressed.Said(theirs.say(stored ? "feedback.thanks" : "button.unknown"));
    }
}
