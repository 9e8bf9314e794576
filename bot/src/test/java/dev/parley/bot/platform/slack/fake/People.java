package dev.parley.bot.platform.slack.fake;

import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people do with messages. */
final class People {
    private final World world;
    private final Payloads payloads;
    private final Events events;
    private final String origin;

    People(World world, Payloads payloads, Events events, String origin) {
        this.world = world;
        this.payloads = payloads;
        this.events = events;
        this.origin = origin;
    }

    String says(FakeUser user, FakeChannel channel, String text, String threadTs, List<FakeFile> files) {
        synchronized (world) {
            var place = world.place(channel);
            if (place.archived) {
                throw new IllegalStateException("Nobody can write into an archived channel");
            }
            if (channel.isDirect() && !place.members.contains(user.id())) {
                throw new IllegalArgumentException(user.name() + " is not in " + channel.id());
            }
            place.members.add(user.id());
            var post = new Post(place, world.nextTs(), threadTs, user.id());
            post.raw = Markup.typed(text);
            files.forEach(file -> attach(post, file));
            if (!files.isEmpty()) {
                post.subtype = "file_share";
            } else if (user.bot()) {
                post.subtype = "bot_message";
            }
            place.posts.put(post.ts, post);
            events.posted(post);
            return post.ts;
        }
    }

    private void attach(Post post, FakeFile file) {
        var id = world.nextId("F");
        world.files.put(
                id, new World.SharedFile(id, file.name(), file.mimetype(), file.bytes(), post.author, file.filetype()));
        post.files.add(FileMethods.json(world.files.get(id), origin));
    }

    void edits(FakeUser user, FakeChannel channel, String ts, String text) {
        synchronized (world) {
            var post = find(channel, ts);
            if (!post.author.equals(user.id())) {
                throw new IllegalArgumentException("Only its author can edit " + ts);
            }
            var before = payloads.message(post, false);
            post.raw = Markup.typed(text);
            post.editor = user.id();
            post.editedTs = world.nextTs();
            post.edited.add(Instant.now());
            events.changed(post, before);
        }
    }

    void addsPreview(FakeChannel channel, String ts) {
        synchronized (world) {
            var post = find(channel, ts);
            events.changed(post, payloads.message(post, false));
        }
    }

    void deletes(FakeChannel channel, String ts) {
        synchronized (world) {
            events.remove(find(channel, ts));
        }
    }

    private Post find(FakeChannel channel, String ts) {
        var post = world.place(channel).post(ts);
        if (post == null) {
            throw new IllegalArgumentException("No message " + ts + " in " + channel.id());
        }
        return post;
    }

    String opensApp(FakeUser user, String tab, ViewMethods.@Nullable View view) {
        var place = world.openDirect(user.id());
        var ts = world.nextTs();
        var event = Json.object()
                .put("type", "app_home_opened")
                .put("user", user.id())
                .put("channel", place.handle.id())
                .put("tab", tab)
                .put("event_ts", ts);
        if (view != null) {
            event.set("view", view.json.deepCopy());
        }
        return events.send(event, place);
    }

    String startsAssistantThread(FakeUser user) {
        var place = world.openDirect(user.id());
        var head = new Post(place, world.nextTs(), "", World.BOT_USER);
        head.raw = "New Assistant Thread";
        head.subtype = "assistant_app_thread";
        place.posts.put(head.ts, head);
        var event = Json.object().put("type", "assistant_thread_started").put("event_ts", head.ts);
        var thread = event.putObject("assistant_thread")
                .put("user_id", user.id())
                .put("channel_id", place.handle.id())
                .put("thread_ts", head.ts);
        thread.putObject("context");
        events.send(event, place);
        return head.ts;
    }

    String stops(FakeUser user, FakeChannel channel, String threadTs) {
        var place = world.place(channel);
        var event = Json.object()
                .put("type", "agent_session_stopped")
                .put("channel", channel.id())
                .put("user", user.id())
                .put("thread_ts", threadTs)
                .put("event_ts", world.nextTs());
        var stopped = event.putArray("streaming_message_ts");
        place.thread(threadTs).stream()
                .filter(post -> post.isFromBot() && post.streaming() == Streaming.LIVE)
                .forEach(post -> {
                    post.streaming = Streaming.STOPPED;
                    stopped.add(post.ts);
                });
        return events.send(event, place);
    }
}
