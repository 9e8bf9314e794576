package dev.parley.bot.platform.slack.fake;

import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import java.time.Instant;
import java.util.Random;

/** What can go wrong with Slack, switched on and off by a test. A method's name is such as "chat.update", or "*" for all. */
public final class Faults {
    private static final int FOR_EVER = Integer.MAX_VALUE;

    private final World world;
    private final WebApi api;
    private final Tokens tokens;
    private final SocketMode sockets;
    private final Dispatcher dispatcher;
    private final PeopleMethods people;
    private final ChatMethods chat;
    private final StreamMethods streams;
    private final AssistantMethods assistant;

    Faults(
            World world,
            WebApi api,
            Tokens tokens,
            SocketMode sockets,
            Dispatcher dispatcher,
            PeopleMethods people,
            ChatMethods chat,
            StreamMethods streams,
            AssistantMethods assistant) {
        this.world = world;
        this.api = api;
        this.tokens = tokens;
        this.sockets = sockets;
        this.dispatcher = dispatcher;
        this.people = people;
        this.chat = chat;
        this.streams = streams;
        this.assistant = assistant;
    }

    /** The next {@code times} calls fail with an HTTP status such as 503, and nothing is done. */
    public void fail(String method, int status, int times) {
        api.trouble.add(method, new Trouble.Harm.Status(status), times);
    }

    /** All calls fail with an HTTP status until {@link #heal}. */
    public void fail(String method, int status) {
        fail(method, status, FOR_EVER);
    }

    /** The next {@code times} calls are answered with this error, and nothing is done. */
    public void refuse(String method, String error, int times) {
        api.trouble.add(method, new Trouble.Harm.Refused(error), times);
    }

    /** All calls are answered with this error until {@link #heal}. */
    public void refuse(String method, String error) {
        refuse(method, error, FOR_EVER);
    }

    /** The next {@code times} calls are not answered until {@link #heal}, and then cut; nothing is done. */
    public void hang(String method, int times) {
        api.trouble.add(method, new Trouble.Harm.Hang(), times);
    }

    /** The next {@code times} calls are done, and the connection is cut before the answer. */
    public void loseAnswer(String method, int times) {
        api.trouble.add(method, new Trouble.Harm.Lost(), times);
    }

    /** The next {@code times} calls are answered by 429 with a Retry-After of whole seconds, at least one. */
    public void rateLimit(String method, int seconds, int times) {
        api.trouble.add(method, new Trouble.Harm.Limited(Math.max(1, seconds)), times);
    }

    /** Ends all that was ordered for calls by method. */
    public void heal() {
        api.trouble.clear();
    }

    /** The bot's token is answered with this error from now on: token_revoked, account_inactive, invalid_auth. */
    public void revokeToken(String error) {
        tokens.refused = error;
    }

    /** The bot's token is good again. */
    public void restoreToken() {
        tokens.refused = "";
    }

    /** Takes a scope away from the token. */
    public void withoutScope(String scope) {
        synchronized (world) {
            world.scopes.remove(scope);
        }
    }

    /** Whether apps.connections.open works; where not, it answers internal_error. */
    public void connections(boolean working) {
        people.connections = working;
    }

    /** Whether new sockets are let in; where not, they are cut at once. */
    public void socketsOpen(boolean open) {
        sockets.open = open;
    }

    /** Cuts every socket without a word. */
    public void dropSockets() {
        sockets.drop();
    }

    /** Whether Socket Mode is switched on in the app's settings, as after link_disabled. */
    public void socketMode(boolean enabled) {
        sockets.enabled = enabled;
    }

    /** Whether the workspace knows streams; where not, chat.startStream answers channel_type_not_supported. */
    public void streaming(boolean available) {
        streams.unavailable = available ? "" : "channel_type_not_supported";
    }

    /** chat.startStream answers this error from now on; an empty one ends it. */
    public void streaming(String error) {
        streams.unavailable = error;
    }

    /** Ends a live stream: message_not_in_streaming_state from now on. */
    public void killStream(FakeChannel channel, String ts) {
        synchronized (world) {
            var post = world.place(channel).post(ts);
            if (post == null || post.streaming() != Streaming.LIVE) {
                throw new IllegalArgumentException("No live stream " + ts + " in " + channel.id());
            }
            post.streaming = Streaming.BROKEN;
        }
    }

    /** Whether markdown blocks are known; where not, they are invalid_blocks. */
    public void markdownBlocks(boolean known) {
        chat.markdownBlocks = known;
    }

    /** Whether native buttons for feedback are known; where not, they are invalid_blocks. */
    public void feedbackButtons(boolean known) {
        chat.feedbackButtons = known;
    }

    /** Whether the app has assistant.* and agents.*; where not, they answer feature_disabled. */
    public void assistant(boolean available) {
        assistant.unavailable = available ? "" : "feature_disabled";
    }

    /** Keeps events back until {@link #releaseReversed}. */
    public void hold() {
        dispatcher.hold();
    }

    /** Sends what was kept back, the last first. */
    public void releaseReversed() {
        dispatcher.releaseReversed();
    }

    /** Sends what was kept back in the order of chance. */
    public void releaseShuffled(Random random) {
        dispatcher.releaseShuffled(random);
    }

    /** Whether each event is sent twice. */
    public void sendTwice(boolean twice) {
        dispatcher.twice = twice;
    }

    /** Lets a command's or click's trigger_id run out. */
    public void expire(Interaction interaction) {
        synchronized (world) {
            var trigger = world.triggers.get(interaction.triggerId());
            if (trigger == null) {
                throw new IllegalArgumentException("It gave no trigger_id");
            }
            trigger.until = Instant.MIN;
        }
    }
}
