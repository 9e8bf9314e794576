package dev.parley.bot.responder;

import dev.parley.engine.client.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The replies that wait or run, so that they can be stopped. */
final class RunningReplies {
    private final Map<UUID, Running> byReply = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    private record Running(UUID conversation, Cancellation cancellation) {}

    /** Notes a reply; closing what is returned takes it off the list. */
    Entry begin(UUID reply, UUID conversation, Cancellation cancellation) {
        byReply.put(reply, new Running(conversation, cancellation));
        return () -> byReply.remove(reply);
    }

    /** Stops what waits or runs in a conversation, or the one reply that has this id. */
    int stop(UUID conversationOrReply) {
        List<Running> found = byReply.entrySet().stream()
                .filter(each -> each.getKey().equals(conversationOrReply)
                        || each.getValue().conversation.equals(conversationOrReply))
                .map(Map.Entry::getValue)
                .toList();
        found.forEach(each -> each.cancellation.cancel());
        return found.size();
    }

    /** Stops everything, because Parley is leaving. */
    void leave() {
        leaving = true;
        byReply.values().forEach(each -> each.cancellation.cancel());
    }

    boolean leaving() {
        return leaving;
    }

    /** A reply on the list. */
    interface Entry extends AutoCloseable {
        @Override
        void close();
    }
}
