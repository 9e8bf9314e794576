package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Slack on the loopback. Set up people and channels; let them write, edit, call and press; read what the bot made of it.
 * {@link #violations} must be empty at the end of a test.
 */
public final class FakeSlack extends Workspace implements AutoCloseable {
    private final Watch watch = new Watch();
    private final Payloads payloads;
    private final Dispatcher dispatcher;
    private final Events events;
    private final SocketMode sockets;
    private final WebApi api;
    private final Faults faults;
    private final People people;
    private final Interactive interactive;
    private final ViewMethods views;
    private final FileMethods files;
    private final AssistantMethods assistant;
    private volatile @Nullable RequestUrl requestUrl;

    private FakeSlack(Pace pace) throws IOException {
        super(new World(pace));
        payloads = new Payloads(world);
        dispatcher = new Dispatcher(pace, watch);
        events = new Events(world, payloads, dispatcher);
        sockets = new SocketMode(dispatcher, watch, pace);
        var tokens = new Tokens(world);
        api = new WebApi(world, tokens, watch);
        people = new People(world, payloads, events, api.origin());
        var chat = new ChatMethods(world, payloads, events, watch);
        var streams = new StreamMethods(world, payloads, events, watch, chat);
        var who = new PeopleMethods(world, payloads, sockets);
        views = new ViewMethods(world, watch);
        files = new FileMethods(world, events, watch, api.origin());
        assistant = new AssistantMethods(world, watch);
        var urls = new ResponseUrls(world, events, payloads, chat, watch, api.origin());
        interactive = new Interactive(world, payloads, dispatcher, urls, views, watch);
        faults = new Faults(world, api, tokens, sockets, dispatcher, who, chat, streams, assistant);
        dispatcher.link = sockets::send;
        List.of(
                        chat.methods(),
                        streams.methods(),
                        who.methods(),
                        views.methods(),
                        files.methods(),
                        assistant.methods(),
                        new ConversationMethods(world, payloads).methods())
                .forEach(api::serve);
        files.serve(api);
        urls.serve(api);
    }

    /** Starts with the times of Slack's reference, on free ports of 127.0.0.1. */
    public static FakeSlack start() {
        return start(Pace.real());
    }

    /** Starts with other times. */
    public static FakeSlack start(Pace pace) {
        try {
            var slack = new FakeSlack(pace);
            slack.sockets.listen();
            slack.api.start();
            return slack;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the sockets started", e);
        }
    }

    /** The base of the Web API, without a slash at the end. */
    public String apiUrl() {
        return api.origin() + "/api";
    }

    /** What can be made to go wrong. */
    public Faults faults() {
        return faults;
    }

    /** A person writes into a channel; answers the message's ts. */
    public String says(FakeUser user, FakeChannel channel, String text) {
        return people.says(user, channel, text, "", List.of());
    }

    /** A person writes into a thread; answers the message's ts. */
    public String says(FakeUser user, FakeChannel channel, String text, String threadTs) {
        return people.says(user, channel, text, threadTs, List.of());
    }

    /** A person mentions the bot first. */
    public String mentions(FakeUser user, FakeChannel channel, String text) {
        return says(user, channel, World.BOT.mention() + " " + text);
    }

    /** A person shares files with a text, which may be empty; an empty {@code threadTs} is the channel itself. */
    public String shares(FakeUser user, FakeChannel channel, String text, String threadTs, FakeFile... files) {
        return people.says(user, channel, text, threadTs, List.of(files));
    }

    /** A person changes a message's text. */
    public void edits(FakeUser user, FakeChannel channel, String ts, String text) {
        people.edits(user, channel, ts, text);
    }

    /** A message goes away. */
    public void deletes(FakeChannel channel, String ts) {
        people.deletes(channel, ts);
    }

    /** Slack adds a link's preview: a message_changed that is no edit. */
    public void addsPreview(FakeChannel channel, String ts) {
        people.addsPreview(channel, ts);
    }

    /** From now on everything goes to this address and not to sockets; it must answer the challenge first. */
    public void deliverTo(URI address) {
        var link = new RequestUrl(address, dispatcher);
        link.verify();
        requestUrl = link;
        dispatcher.link = link;
    }

    /** A person calls a slash command such as "/parley"; not possible in threads, as in Slack's clients. */
    public Interaction command(FakeUser user, FakeChannel channel, String name, String text) {
        synchronized (world) {
            return interactive.command(user, channel, name, text);
        }
    }

    /** A person presses a button of a message, which must have it. */
    public Interaction press(FakeUser user, FakeChannel channel, String ts, String actionId) {
        return press(user, channel, ts, actionId, "");
    }

    /** A person chooses an option by its value, or the side of feedback buttons that has it. */
    public Interaction press(FakeUser user, FakeChannel channel, String ts, String actionId, String value) {
        synchronized (world) {
            return interactive.press(user, channel, ts, actionId, value);
        }
    }

    /** A person presses a button, or chooses a value, in a modal or on the Home tab. */
    public Interaction press(OpenView view, String actionId, String value) {
        synchronized (world) {
            return interactive.pressInView(world.user(view.user()), view, actionId, value);
        }
    }

    /** A person uses a shortcut from a message's menu. */
    public Interaction messageShortcut(FakeUser user, String callbackId, FakeChannel channel, String ts) {
        synchronized (world) {
            return interactive.messageShortcut(user, callbackId, channel, ts);
        }
    }

    /** A person uses a shortcut from anywhere. */
    public Interaction globalShortcut(FakeUser user, String callbackId) {
        synchronized (world) {
            return interactive.globalShortcut(user, callbackId);
        }
    }

    /** A person sends a modal; {@code filled} is what was typed or chosen by action_id, options by value, many by commas. */
    public Interaction submit(OpenView view, Map<String, String> filled) {
        synchronized (world) {
            return interactive.submit(view, filled);
        }
    }

    /** A person closes a modal, which the bot hears only where the view asks for it. */
    public Interaction closes(OpenView view) {
        synchronized (world) {
            return interactive.closes(view);
        }
    }

    /** A person types into an external select. */
    public Interaction suggest(FakeUser user, String actionId, String typed, OpenView view) {
        synchronized (world) {
            return interactive.suggest(user, actionId, typed, view);
        }
    }

    /** A person opens the bot's Home tab. */
    public String opensHome(FakeUser user) {
        synchronized (world) {
            return people.opensApp(user, "home", views.home(user.id()));
        }
    }

    /** A person opens the messages with the bot. */
    public String opensMessages(FakeUser user) {
        synchronized (world) {
            return people.opensApp(user, "messages", null);
        }
    }

    /** A person opens a new thread with the bot as an assistant; answers the thread's ts. */
    public String startsAssistantThread(FakeUser user) {
        synchronized (world) {
            return people.startsAssistantThread(user);
        }
    }

    /** A person presses the stop of an agent's session: live streams of the thread end. Answers the event's id. */
    public String stops(FakeUser user, FakeChannel channel, String threadTs) {
        synchronized (world) {
            return people.stops(user, channel, threadTs);
        }
    }

    /** Sends an event once more, as after a lost acknowledgement. */
    public void redeliver(String eventId) {
        dispatcher.redeliver(eventId);
    }

    /** Tells all sockets to go: warning, refresh_requested or link_disabled. */
    public void disconnect(String reason) {
        sockets.disconnect(reason);
    }

    /** How many sockets are open. */
    public int sockets() {
        return sockets.connected();
    }

    /** How many sockets were opened so far. */
    public int opened() {
        return sockets.opened.get();
    }

    /** The standing messages of a channel and its threads, in order. */
    public List<StoredMessage> messages(FakeChannel channel) {
        synchronized (world) {
            return world.place(channel).posts.values().stream()
                    .filter(post -> !post.deleted)
                    .map(Post::stored)
                    .toList();
        }
    }

    /** A thread's first message and its answers, in order. */
    public List<StoredMessage> thread(FakeChannel channel, String threadTs) {
        synchronized (world) {
            return world.place(channel).thread(threadTs).stream()
                    .filter(post -> !post.deleted)
                    .map(Post::stored)
                    .toList();
        }
    }

    /** What was deleted in a channel. */
    public List<StoredMessage> deleted(FakeChannel channel) {
        synchronized (world) {
            return world.place(channel).gone.stream().map(Post::stored).toList();
        }
    }

    /** What only this person sees, in order. */
    public List<StoredMessage> ephemerals(FakeUser user) {
        synchronized (world) {
            return world.ephemerals.stream()
                    .filter(post -> post.recipient.equals(user.id()) && !post.deleted)
                    .map(Post::stored)
                    .toList();
        }
    }

    /** What the Home tab shows to somebody; a missing node where it was never published. */
    public JsonNode home(FakeUser user) {
        synchronized (world) {
            var view = views.home(user.id());
            return view == null ? Json.none() : view.json.deepCopy();
        }
    }

    /** The Home tab to press in. */
    public OpenView homeView(FakeUser user) {
        synchronized (world) {
            var view = views.home(user.id());
            if (view == null) {
                throw new IllegalStateException("Nothing was published for " + user.name());
            }
            return view.shown();
        }
    }

    /** Every modal so far, closed ones too, in order. */
    public List<OpenView> views() {
        synchronized (world) {
            return views.views.values().stream()
                    .filter(view -> !view.isHome())
                    .map(ViewMethods.View::shown)
                    .toList();
        }
    }

    /** The files that the bot shared. */
    public List<Upload> uploads() {
        synchronized (world) {
            return List.copyOf(files.uploads);
        }
    }

    /** What an agent shows around a thread: status, agent_status, title, prompts; a missing node where nothing was set. */
    public JsonNode assistantThread(FakeChannel channel, String threadTs) {
        synchronized (world) {
            var thread = assistant.threads.get(channel.id() + " " + threadTs);
            return thread == null ? Json.none() : thread.deepCopy();
        }
    }

    /** The ids of all events so far, in order. */
    public List<String> events() {
        return List.copyOf(events.ids);
    }

    /** What was acknowledged, in order. */
    public List<Ack> acks() {
        return List.copyOf(dispatcher.acks);
    }

    /** What was given up: event ids, or the type of what is sent only once. */
    public List<String> lost() {
        return List.copyOf(dispatcher.lost);
    }

    /** Every call that arrived, in order of the answers. */
    public List<RecordedRequest> requests() {
        return List.copyOf(api.requests);
    }

    /** The calls of one method. */
    public List<RecordedRequest> requests(String method) {
        return api.requests.stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    /** How many calls were answered by 429. */
    public int refusals429() {
        return api.limits.refused();
    }

    /** From now on another process calls: what the one before was told to wait for, it does not know. */
    public void anotherCaller() {
        api.limits.anotherCaller();
    }

    /** What the bot did that Slack forbids or advises strongly against. */
    public List<String> violations() {
        return List.copyOf(watch.violations);
    }

    /** What the bot posted that calls people or hides an address behind a label. */
    public List<String> live() {
        return List.copyOf(watch.live);
    }

    @Override
    public void close() {
        dispatcher.close();
        api.close();
        var link = requestUrl;
        if (link != null) {
            link.close();
        }
        try {
            sockets.stop(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
