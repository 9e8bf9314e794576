package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The addresses that answer a command or click: five times, for half an hour. */
final class ResponseUrls {
    static final int USES = 5;
    private static final String BASE = "/actions/";
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final Set<String> KNOWN = Set.of(
            "text",
            "blocks",
            "attachments",
            "response_type",
            "replace_original",
            "delete_original",
            "thread_ts",
            "mrkdwn",
            "metadata",
            "unfurl_links",
            "unfurl_media");

    private final World world;
    private final Events events;
    private final Payloads payloads;
    private final ChatMethods chat;
    private final Watch watch;
    private final String origin;
    private final Map<String, Hook> hooks = new LinkedHashMap<>();

    /** Whom an address answers, and where. */
    private static final class Hook {
        private final FakeUser user;
        private final Place place;
        private final @Nullable Post original;
        private final Instant until = Instant.now().plus(LIFE);
        private @Nullable Interaction interaction;
        private int used;

        Hook(FakeUser user, Place place, @Nullable Post original) {
            this.user = user;
            this.place = place;
            this.original = original;
        }
    }

    ResponseUrls(World world, Events events, Payloads payloads, ChatMethods chat, Watch watch, String origin) {
        this.world = world;
        this.events = events;
        this.payloads = payloads;
        this.chat = chat;
        this.watch = watch;
        this.origin = origin;
    }

    void serve(WebApi api) {
        api.serve(BASE, this::take);
    }

    /** A new address. Called with the world's lock held. */
    String open(FakeUser user, Place place, @Nullable Post original) {
        var id = World.TEAM + "/" + world.nextId("") + "/" + world.nextId("r");
        hooks.put(id, new Hook(user, place, original));
        return origin + BASE + id;
    }

    /** Whose responses an address collects. Called with the world's lock held. */
    void belongs(String address, Interaction interaction) {
        hook(address).interaction = interaction;
    }

    /** An answer that came with the acknowledgement, which counts for nothing. Called with the world's lock held. */
    void acknowledged(String address, JsonNode body) {
        var hook = hook(address);
        var post = apply(hook, new Call("The acknowledgement of a command", arguments(body)));
        var interaction = hook.interaction;
        if (interaction != null && post != null) {
            interaction.responded(body, post);
        }
    }

    private Hook hook(String address) {
        var hook = hooks.get(address.substring((origin + BASE).length()));
        if (hook == null) {
            throw new IllegalArgumentException("No response_url " + address);
        }
        return hook;
    }

    private static Map<String, JsonNode> arguments(JsonNode body) {
        var arguments = new LinkedHashMap<String, JsonNode>();
        body.properties().forEach(entry -> arguments.put(entry.getKey(), entry.getValue()));
        return arguments;
    }

    private void take(HttpExchange exchange) throws IOException {
        var body = Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var id = exchange.getRequestURI().getPath().substring(BASE.length());
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.startsWith("application/json") || !body.isObject()) {
            watch.violation("response_url: Content-Type " + type + ", or no JSON object");
            WebApi.write(exchange, 400, "invalid_payload");
            return;
        }
        synchronized (world) {
            var hook = hooks.get(id);
            if (hook == null) {
                WebApi.write(exchange, 404, "no_such_url");
                return;
            }
            if (Instant.now().isAfter(hook.until) || ++hook.used > USES) {
                watch.violation("response_url: used more than " + USES + " times, or too late");
                var answer = Json.object().put("ok", false);
                WebApi.write(
                        exchange, 404, Json.text(answer.put("error", hook.used > USES ? "used_url" : "expired_url")));
                return;
            }
            try {
                var post = apply(hook, new Call("response_url", arguments(body)));
                var interaction = hook.interaction;
                if (interaction != null) {
                    interaction.responded(body, post);
                }
                WebApi.write(exchange, 200, "ok");
            } catch (Refusal refusal) {
                WebApi.write(exchange, 200, Json.text(refusal.body()));
            }
        }
    }

    private @Nullable Post apply(Hook hook, Call call) {
        call.arguments().keySet().stream()
                .filter(argument -> !KNOWN.contains(argument))
                .forEach(argument -> watch.violation(call.method() + ": unknown argument " + argument));
        var original = hook.original;
        if (call.flag("delete_original")) {
            if (original != null && !original.deleted) {
                remove(original);
            }
            return null;
        }
        if (original != null && call.flag("replace_original")) {
            var before = payloads.message(original, false);
            chat.content(call, original);
            original.edited.add(Instant.now());
            if (original.recipient.isEmpty()) {
                original.editedTs = world.nextTs();
                original.editor = World.BOT_USER;
                events.changed(original, before);
            }
            return original;
        }
        boolean forAll = call.text("response_type").equals("in_channel");
        var post = new Post(hook.place, world.nextTs(), call.text("thread_ts"), World.BOT_USER);
        chat.content(call, post);
        if (forAll) {
            post.place.posts.put(post.ts, post);
            events.posted(post);
        } else {
            post.recipient = hook.user.id();
            world.ephemerals.add(post);
        }
        return post;
    }

    private void remove(Post post) {
        if (post.recipient.isEmpty()) {
            events.remove(post);
        } else {
            post.deleted = true;
        }
    }
}
