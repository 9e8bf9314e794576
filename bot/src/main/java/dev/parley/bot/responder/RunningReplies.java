package dev.parley.bot.responder;

import dev.parley.engine.client.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The replies that wait or run, so that they can be stopped. */
final class RunningReplies {
    private final Map<UUID, Running> byReply = new ConcurrentHashMap<>();

    private record Running(UUID conversation, Cancellation cancellation) {}

    /** Notes a reply; closing what is returned takes it off the list. */
    Entry begin(UUID reply, UUID conversation, Cancellation cancellation) {
        byReply.put(reply, new Running(conversation, cancellation));
        return () -> byReply.remove(reply);
    }

    /** Stops what waits or runs in a conversation. */
    int stop(UUID conversation) {
        List<Running> found = byReply.values().stream()
                .filter(each -> each.conversation.equals(conversation))
                .toList();
        found.forEach(each -> each.cancellation.cancel());
        return found.size();
    }

    /** A reply on the list. */
    interface Entry extends AutoCloseable {
        @Override
        void close();
    }
}
