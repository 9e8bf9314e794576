package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import java.time.Instant;
import java.util.List;

/** chat.*: posting, changing and taking back. */
final class ChatMethods {
    /** Slack's own documentation speaks of 40,000 characters; what it lets through is about this. */
    static final int TEXT = 4000;

    private final World world;
    private final Payloads payloads;
    private final Events events;
    private final Watch watch;
    volatile boolean markdownBlocks = true;
    volatile boolean feedbackButtons = true;

    ChatMethods(World world, Payloads payloads, Events events, Watch watch) {
        this.world = world;
        this.payloads = payloads;
        this.events = events;
        this.watch = watch;
    }

    List<Method> methods() {
        var content = "text blocks markdown_text attachments username icon_emoji icon_url link_names parse thread_ts";
        return List.of(
                Method.of(
                        "chat.postMessage",
                        300,
                        "chat:write",
                        "channel",
                        content + " metadata mrkdwn reply_broadcast unfurl_links unfurl_media as_user",
                        this::post),
                Method.of("chat.postEphemeral", 100, "chat:write", "channel user", content + " as_user", this::whisper),
                Method.of(
                        "chat.update",
                        50,
                        "chat:write",
                        "channel ts",
                        "text blocks markdown_text attachments metadata link_names parse reply_broadcast file_ids as_user"
                                + " unfurl_links unfurl_media",
                        this::update),
                Method.of("chat.delete", 50, "chat:write", "channel ts", "as_user", this::delete));
    }

    private ObjectNode post(Call call) {
        var place = target(call);
        var post = new Post(place, world.nextTs(), thread(call, place), World.BOT_USER);
        if (call.flag("unfurl_links") || !call.has("unfurl_links")) {
            watch.violation("chat.postMessage: unfurl_links is not false");
        }
        if (call.flag("unfurl_media") || !call.has("unfurl_media")) {
            watch.violation("chat.postMessage: unfurl_media is not false");
        }
        content(call, post);
        dress(call, post);
        post.metadata = metadata(call);
        place.posts.put(post.ts, post);
        events.posted(post);
        var answer = Json.ok().put("channel", place.handle.id()).put("ts", post.ts);
        answer.set("message", payloads.message(post, true));
        return answer;
    }

    /** A channel, or the direct messages with a person whose id is given. */
    private Place target(Call call) {
        var id = call.text("channel");
        return world.writable(
                world.users.containsKey(id) ? world.openDirect(id).handle.id() : id);
    }

    /** The thread's head, or empty. */
    String thread(Call call, Place place) {
        if (!call.has("thread_ts")) {
            return "";
        }
        var head = place.post(call.text("thread_ts"));
        if (head == null) {
            if (place.replies(call.text("thread_ts")).isEmpty()) {
                throw Refusal.of("thread_not_found");
            }
            return call.text("thread_ts");
        }
        if (!head.threadTs.isEmpty()) {
            watch.violation(call.method() + ": thread_ts names a reply and not the thread's first message");
        }
        return head.root();
    }

    private ObjectNode whisper(Call call) {
        var place = world.writable(call.text("channel"));
        if (!place.members.contains(world.user(call.text("user")).id())) {
            throw Refusal.of("user_not_in_channel");
        }
        var post = new Post(place, world.nextTs(), thread(call, place), World.BOT_USER);
        post.recipient = call.text("user");
        content(call, post);
        dress(call, post);
        world.ephemerals.add(post);
        return Json.ok().put("message_ts", post.ts);
    }

    private ObjectNode update(Call call) {
        var place = world.visible(call.text("channel"));
        var post = own(call, place, "cant_update_message");
        if (place.archived) {
            throw Refusal.of("is_inactive");
        }
        if (post.streaming() == Streaming.LIVE) {
            throw Refusal.of("streaming_state_conflict");
        }
        var before = payloads.message(post, false);
        var metadata = call.has("metadata") ? metadata(call) : post.metadata;
        content(call, post);
        post.metadata = metadata;
        post.edited.add(Instant.now());
        post.editedTs = world.nextTs();
        post.editor = World.BOT_USER;
        events.changed(post, before);
        var answer =
                Json.ok().put("channel", place.handle.id()).put("ts", post.ts).put("text", post.raw);
        answer.set("message", payloads.message(post, true));
        return answer;
    }

    private ObjectNode delete(Call call) {
        var place = world.visible(call.text("channel"));
        var post = own(call, place, "cant_delete_message");
        events.remove(post);
        return Json.ok().put("channel", place.handle.id()).put("ts", post.ts);
    }

    private Post own(Call call, Place place, String error) {
        var post = place.post(call.text("ts"));
        if (post == null) {
            throw Refusal.of("message_not_found");
        }
        if (!post.isFromBot()) {
            throw Refusal.of(error);
        }
        return post;
    }

    /** Takes text or Markdown, and blocks, from a call into a message. */
    void content(Call call, Post post) {
        boolean marked = call.has("markdown_text");
        if (marked && (call.has("blocks") || call.has("text"))) {
            watch.violation(call.method() + ": markdown_text beside blocks or text");
            throw Refusal.of("markdown_text_conflict");
        }
        if (call.flag("link_names") || call.text("parse").equals("full")) {
            watch.violation(call.method() + ": link_names or parse=full makes mentions of plain words");
        }
        var blocks = call.has("blocks") ? blocks(call) : Json.array();
        if (!marked && !call.has("text") && blocks.isEmpty()) {
            throw Refusal.of("no_text");
        }
        if (!blocks.isEmpty() && !call.has("text")) {
            watch.violation(call.method() + ": blocks without text for notifications");
        }
        var text = call.text(marked ? "markdown_text" : "text");
        if (text.length() > (marked ? BlockKit.MARKDOWN : TEXT)) {
            watch.violation(call.method() + ": text of " + text.length() + " characters");
            throw Refusal.of("msg_too_long");
        }
        watch.text(call.method(), "", text + "\n" + BlockKit.parsed(blocks));
        boolean keeps = !marked && !call.has("blocks") && call.method().equals("chat.update");
        post.raw = text;
        // An update by text alone leaves the blocks, and people see no change.
        post.blocks = keeps ? post.blocks : blocks;
    }

    /** The blocks of a call, checked and with their ids. */
    ArrayNode blocks(Call call) {
        var given = call.json("blocks");
        if (!given.isArray()) {
            watch.violation(call.method() + ": blocks are no array");
            throw Refusal.of("invalid_blocks_format");
        }
        if (!feedbackButtons && !given.findValues("positive_button").isEmpty()) {
            throw Refusal.of("invalid_blocks", List.of("unsupported type: context_actions [json-pointer:/blocks]"));
        }
        var problems = BlockKit.inMessage(given, markdownBlocks);
        if (!problems.isEmpty()) {
            if (markdownBlocks) {
                watch.violation(call.method() + ": " + String.join("; ", problems));
            }
            throw Refusal.of("invalid_blocks", problems);
        }
        ArrayNode blocks = given.deepCopy();
        BlockKit.complete(blocks, world);
        return blocks;
    }

    /** Name and icon of a message, where the token may choose them. */
    void dress(Call call, Post post) {
        if (call.has("username") || call.has("icon_emoji") || call.has("icon_url")) {
            if (!world.scopes.contains("chat:write.customize")) {
                throw Refusal.scope("chat:write.customize", String.join(",", world.scopes));
            }
            if (call.text("username").length() > 80) {
                watch.violation(call.method() + ": username of more than 80 characters");
            }
            post.username = call.text("username");
            post.icon = call.has("icon_emoji") ? call.text("icon_emoji") : call.text("icon_url");
        }
    }

    /** The metadata of a call; missing where there is none, empty where it takes the old away. */
    JsonNode metadata(Call call) {
        if (!call.has("metadata")) {
            return Json.none();
        }
        var metadata = call.json("metadata");
        if (!metadata.isObject()) {
            throw Refusal.of("invalid_metadata_format");
        }
        if (!metadata.isEmpty()
                && (metadata.path("event_type").asText().isEmpty()
                        || !metadata.path("event_payload").isObject())) {
            throw Refusal.of("invalid_metadata_schema");
        }
        if (Json.text(metadata).length() > 10_000) {
            throw Refusal.of("metadata_too_large");
        }
        return metadata.deepCopy();
    }
}
