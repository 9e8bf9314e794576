package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import com.slack.api.model.Conversation;
import dev.parley.bot.platform.TransportException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What kind of places channels are, where an event does not say. Asked of Slack, and remembered for some hours. */
final class Channels {
    private static final Logger log = LoggerFactory.getLogger(Channels.class);
    private static final Duration FRESH = Duration.ofHours(4);
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final SlackWeb web;
    private final Cached<Known> known;

    /**
     * What is known of a channel.
     *
     * @param group whether it is a direct message of several people
     * @param creator who made it; empty where it is not known
     */
    record Known(boolean group, String creator) {
        /** Nothing is. */
        static final Known UNKNOWN = new Known(false, "");
    }

    Channels(SlackWeb web, Executor threads, LongSupplier nanoTime) {
        this.web = web;
        this.known = new Cached<>(this::ask, FRESH, PATIENCE, threads, nanoTime);
    }

    /** What is known of a channel, by id; waits a moment for Slack at most. */
    Known of(String channel) {
        return isDirect(channel) ? Known.UNKNOWN : known.get(channel, Known.UNKNOWN);
    }

    /** Whether it is a direct message of one person. */
    static boolean isDirect(String channel) {
        return channel.startsWith("D");
    }

    private Known ask(String id) {
        try {
            Conversation channel = web.call(
                            Methods.CONVERSATIONS_INFO, client -> client.conversationsInfo(ask -> ask.channel(id)))
                    .getChannel();
            return new Known(channel.isMpim(), Objects.requireNonNullElse(channel.getCreator(), ""));
        } catch (TransportException e) {
            log.info("Slack does not say what {} is: {}", id, e.getMessage());
            throw new IllegalStateException(e);
        }
    }
}
