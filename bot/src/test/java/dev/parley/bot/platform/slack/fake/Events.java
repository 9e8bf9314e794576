package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells the bot what happened, as far as it is subscribed and present. Called with the world's lock held. */
final class Events {
    private final World world;
    private final Payloads payloads;
    private final Dispatcher dispatcher;
    final List<String> ids = new CopyOnWriteArrayList<>();

    Events(World world, Payloads payloads, Dispatcher dispatcher) {
        this.world = world;
        this.payloads = payloads;
        this.dispatcher = dispatcher;
    }

    /** A message appeared; the bot hears its own too. */
    void posted(Post post) {
        if (!post.place.hasBot()) {
            return;
        }
        var event = payloads.message(post, true);
        located(event, post.place, post.ts)
                .put("channel_type", post.place.handle.kind().type());
        send(event, post.place);
        if (!post.place.handle.isDirect() && !post.isFromBot() && post.raw.contains(World.BOT.mention())) {
            var mention = payloads.message(post, false).put("type", "app_mention");
            mention.remove("subtype");
            send(located(mention, post.place, post.ts), post.place);
        }
    }

    private static ObjectNode located(ObjectNode event, Place place, String ts) {
        return event.put("channel", place.handle.id()).put("event_ts", ts);
    }

    /** A message looks different from what it was. */
    void changed(Post post, ObjectNode before) {
        var event = hidden("message_changed", post.place);
        event.set("message", payloads.message(post, true));
        event.set("previous_message", before);
        tell(event, post.place);
    }

    /** Takes a message away; one with replies leaves a stone. */
    void remove(Post post) {
        var before = payloads.message(post, false);
        if (post.threadTs.isEmpty() && !post.place.replies(post.ts).isEmpty()) {
            post.raw = "This message was deleted.";
            post.blocks = Json.array();
            post.subtype = "tombstone";
            post.deleted = true;
            changed(post, before);
            return;
        }
        post.deleted = true;
        post.place.posts.remove(post.ts);
        post.place.gone.add(post);
        var event = hidden("message_deleted", post.place).put("deleted_ts", post.ts);
        event.set("previous_message", before);
        tell(event, post.place);
    }

    private ObjectNode hidden(String subtype, Place place) {
        var ts = world.nextTs();
        return located(
                Json.object()
                        .put("type", "message")
                        .put("subtype", subtype)
                        .put("hidden", true)
                        .put("ts", ts)
                        .put("channel_type", place.handle.kind().type()),
                place,
                ts);
    }

    private void tell(ObjectNode event, Place place) {
        if (place.hasBot()) {
            send(event, place);
        }
    }

    /** Wraps an event and sends it; answers its id. */
    String send(ObjectNode event, Place place) {
        var id = world.nextId("Ev");
        var payload = Json.object()
                .put("token", "verification-token")
                .put("team_id", World.TEAM)
                .put("context_team_id", World.TEAM)
                .putNull("context_enterprise_id")
                .put("api_app_id", World.APP);
        payload.set("event", event);
        payload.put("type", "event_callback")
                .put("event_id", id)
                .put("event_time", Instant.now().getEpochSecond());
        payload.putArray("authorizations")
                .addObject()
                .putNull("enterprise_id")
                .put("team_id", World.TEAM)
                .put("user_id", World.BOT_USER)
                .put("is_bot", true)
                .put("is_enterprise_install", false);
        payload.put("is_ext_shared_channel", place.shared).put("event_context", "4-" + id);
        ids.add(id);
        dispatcher.deliver(new Delivery("events_api", payload, false, answer -> {}));
        return id;
    }
}
