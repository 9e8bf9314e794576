package dev.parley.bot.responder;

import dev.parley.engine.client.Cancellation;
import dev.parley.persistence.Finish;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The replies that wait or run, so that they can be stopped, or begun again when their question changes. */
final class RunningReplies {
    private final Map<UUID, Running> byReply = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    /** Notes a reply; closing what is returned takes it off the list. */
    Running begin(UUID reply, UUID conversation) {
        Running running = new Running(reply, conversation);
        byReply.put(reply, running);
        if (leaving) {
            running.stop.cancel();
        }
        return running;
    }

    /** Stops what waits or runs in a conversation, or the one reply that has this id. */
    int stop(UUID conversationOrReply) {
        List<Running> found = byReply.values().stream()
                .filter(each -> each.reply.equals(conversationOrReply) || each.conversation.equals(conversationOrReply))
                .toList();
        found.forEach(each -> each.stop.cancel());
        return found.size();
    }

    /** Breaks off what was generated of a reply: its question is another one now. What waits keeps its place. */
    void revise(UUID reply) {
        Running running = byReply.get(reply);
        if (running != null) {
            running.attempt().cancel();
        }
    }

    /** Stops everything, because Parley is leaving. */
    void leave() {
        leaving = true;
        byReply.values().forEach(each -> each.stop.cancel());
    }

    boolean leaving() {
        return leaving;
    }

    /** Of what is broken off because Parley leaves nothing is stored as an answer: it goes on at the next start. */
    void unlessLeaving(Answer answer, Consumer<String> save) throws InterruptedException {
        if (leaving && answer.finish() == Finish.CANCELLED) {
            save.accept(answer.turn().text());
            throw new InterruptedException("Parley is leaving");
        }
    }

    /** A reply on the list. */
    final class Running implements AutoCloseable {
        private final UUID reply;
        private final UUID conversation;
        private final Cancellation stop = new Cancellation();
        private Cancellation attempt = new Cancellation();

        private Running(UUID reply, UUID conversation) {
            this.reply = reply;
            this.conversation = conversation;
        }

        /** The reply's turn. */
        UUID reply() {
            return reply;
        }

        /** The wish that it ends. */
        Cancellation stop() {
            return stop;
        }

        /** A new attempt, which ends when the reply is stopped or its question changes. */
        Cancellation nextAttempt() {
            Cancellation next = new Cancellation();
            synchronized (this) {
                attempt = next;
            }
            var _ = stop.onCancel(next::cancel);
            return next;
        }

        private synchronized Cancellation attempt() {
            return attempt;
        }

        @Override
        public void close() {
            byReply.remove(reply, this);
        }
    }
}
