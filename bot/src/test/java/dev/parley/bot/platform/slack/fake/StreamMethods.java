package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import java.time.Instant;
import java.util.List;

/** chat.startStream and what follows it. */
final class StreamMethods {
    private static final int WHOLE_MESSAGE = 13_000;

    private final World world;
    private final Payloads payloads;
    private final Events events;
    private final Watch watch;
    private final ChatMethods chat;
    /** The error that startStream answers with; empty where streaming works. */
    volatile String unavailable = "";

    StreamMethods(World world, Payloads payloads, Events events, Watch watch, ChatMethods chat) {
        this.world = world;
        this.payloads = payloads;
        this.events = events;
        this.watch = watch;
        this.chat = chat;
    }

    List<Method> methods() {
        return List.of(
                Method.of(
                        "chat.startStream",
                        20,
                        "chat:write",
                        "channel thread_ts",
                        "markdown_text chunks recipient_user_id recipient_team_id task_display_mode username icon_emoji"
                                + " icon_url",
                        this::start),
                Method.of("chat.appendStream", 100, "chat:write", "channel ts", "markdown_text chunks", this::append),
                Method.of(
                        "chat.stopStream",
                        20,
                        "chat:write",
                        "channel ts",
                        "markdown_text chunks blocks metadata session_status",
                        this::stop));
    }

    private ObjectNode start(Call call) {
        var place = world.writable(call.text("channel"));
        if (!unavailable.isEmpty()) {
            throw Refusal.of(unavailable);
        }
        if (!place.handle.isDirect()) {
            if (!call.has("recipient_user_id")) {
                throw Refusal.of("missing_recipient_user_id");
            }
            if (!call.has("recipient_team_id")) {
                throw Refusal.of("missing_recipient_team_id");
            }
        }
        if (call.has("recipient_user_id")) {
            var user = world.user(call.text("recipient_user_id"));
            if (call.has("recipient_team_id") && !call.text("recipient_team_id").equals(user.team())) {
                watch.violation("chat.startStream: recipient_team_id is not the recipient's team");
                throw Refusal.of("team_not_found");
            }
        }
        var post = new Post(place, world.nextTs(), chat.thread(call, place), World.BOT_USER);
        chat.dress(call, post);
        post.streaming = Streaming.LIVE;
        post.streamEnds = Instant.now().plus(world.pace.stream());
        add(call, post);
        place.posts.put(post.ts, post);
        events.posted(post);
        return answer(post);
    }

    private ObjectNode append(Call call) {
        var post = live(call);
        if (!call.has("markdown_text") && !call.has("chunks")) {
            throw Refusal.of("no_text");
        }
        add(call, post);
        post.appended.add(Instant.now());
        return answer(post);
    }

    private ObjectNode stop(Call call) {
        var post = live(call);
        var blocks = call.has("blocks") ? chat.blocks(call) : Json.array();
        var metadata = chat.metadata(call);
        watch.text(call.method(), "", BlockKit.parsed(blocks));
        var before = payloads.message(post, false);
        add(call, post);
        post.blocks = blocks;
        post.metadata = metadata;
        post.streaming = Streaming.DONE;
        events.changed(post, before);
        var answer = answer(post);
        answer.set("message", payloads.message(post, true));
        return answer;
    }

    private Post live(Call call) {
        var place = world.writable(call.text("channel"));
        var post = place.post(call.text("ts"));
        if (post == null) {
            throw Refusal.of("message_not_found");
        }
        if (!post.isFromBot()) {
            throw Refusal.of("message_not_owned_by_app");
        }
        if (post.streaming() == Streaming.STOPPED && call.method().equals("chat.appendStream")) {
            throw Refusal.of("stopped_by_user");
        }
        if (post.streaming() != Streaming.LIVE) {
            throw Refusal.of("message_not_in_streaming_state");
        }
        return post;
    }

    private void add(Call call, Post post) {
        if (call.has("chunks")) {
            watch.violation(call.method() + ": chunks are not understood here");
            throw Refusal.of("invalid_chunks");
        }
        var text = call.text("markdown_text");
        if (text.length() > BlockKit.MARKDOWN || post.raw.length() + text.length() > WHOLE_MESSAGE) {
            watch.violation(call.method() + ": text of " + text.length() + " characters after " + post.raw.length());
            throw Refusal.of("msg_too_long");
        }
        watch.text(call.method(), post.raw, post.raw + text);
        post.raw += text;
    }

    private static ObjectNode answer(Post post) {
        return Json.ok().put("channel", post.place.handle.id()).put("ts", post.ts);
    }
}
