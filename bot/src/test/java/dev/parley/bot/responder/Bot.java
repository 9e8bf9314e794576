package dev.parley.bot.responder;

import dev.parley.bot.command.CommandService;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Person;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The application of a {@link World}, as a platform uses it. */
public record Bot(Responder responder, CommandService commands, Admission admission) {
    /** A reply that is being made, and what comes of it. */
    public record Running(ShownReply reply, CompletableFuture<Outcome> outcome) {
        /** Waits for the end. */
        public Outcome end() {
            return outcome.join();
        }

        /** Waits for the end, which must be an answer. */
        public Outcome.Answered answered() {
            if (end() instanceof Outcome.Answered answered) {
                return answered;
            }
            throw new AssertionError("not answered, but " + end());
        }
    }

    /** A message of Anna's, with an id of its own. */
    public static Incoming message(ConversationKey key, String text) {
        return message(key, "anna", text);
    }

    /** A message with an id of its own. */
    public static Incoming message(ConversationKey key, String author, String text) {
        return new Incoming(
                key,
                new Author(key.platform(), author, author),
                UUID.randomUUID().toString(),
                text,
                Instant.now());
    }

    /** Sends a message on a thread of its own, as platforms do. */
    public Running send(Incoming message, ShownReply reply) {
        return send(new Arrival(message), reply);
    }

    /** The same with what belongs to it. */
    public Running send(Arrival arrival, ShownReply reply) {
        return start(opener -> responder.onMessage(arrival, () -> {}, opener), reply);
    }

    /** Anna says something. */
    public Running send(ConversationKey key, String text) {
        return send(message(key, text), new ShownReply());
    }

    /** Anna says something and gets an answer. */
    public Outcome.Answered say(ConversationKey key, String text) {
        return send(key, text).answered();
    }

    /** Asks for another reply. */
    public Running regenerate(ConversationKey key) {
        return regenerate(key, new ShownReply());
    }

    /** The same, shown here. */
    public Running regenerate(ConversationKey key, ShownReply reply) {
        return start(opener -> responder.regenerate(key, anna(key), opener), reply);
    }

    /** Asks for more. */
    public Running goOn(ConversationKey key) {
        return goOn(key, new ShownReply());
    }

    /** The same, shown here. */
    public Running goOn(ConversationKey key, ShownReply reply) {
        return start(opener -> responder.goOn(key, anna(key), opener), reply);
    }

    private static Person anna(ConversationKey key) {
        return new Person(key.platform(), "anna");
    }

    private static Running start(Function<ReplyOpener, Outcome> work, ShownReply reply) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.ofVirtual().name("message").start(() -> {
            try {
                outcome.complete(work.apply(reply));
            } catch (Throwable e) {
                outcome.completeExceptionally(e);
            }
        });
        return new Running(reply, outcome);
    }
}
