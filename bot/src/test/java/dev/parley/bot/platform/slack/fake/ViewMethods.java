package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** views.*: modals and the Home tab. */
final class ViewMethods {
    private static final int LARGEST = 250_000;
    private static final int STACK = 3;

    private final World world;
    private final Watch watch;
    final Map<String, View> views = new LinkedHashMap<>();

    /** A view and whose it is. Guarded by the world's lock. */
    static final class View {
        final String id;
        final String user;
        final String root;
        ObjectNode json;
        boolean closed;

        View(String id, String user, String root, ObjectNode json) {
            this.id = id;
            this.user = user;
            this.root = root;
            this.json = json;
        }

        OpenView shown() {
            return new OpenView(id, user, json.deepCopy(), closed);
        }

        boolean isHome() {
            return json.path("type").asText().equals("home");
        }
    }

    ViewMethods(World world, Watch watch) {
        this.world = world;
        this.watch = watch;
    }

    List<Method> methods() {
        return List.of(
                Method.of("views.open", 100, "", "view", "trigger_id interactivity_pointer", this::open),
                Method.of("views.push", 100, "", "view", "trigger_id interactivity_pointer", this::push),
                Method.of("views.update", 100, "", "view", "view_id external_id hash", this::update),
                Method.of("views.publish", 100, "", "user_id view", "hash", this::publish));
    }

    /** Takes a trigger, which works once and not for long; answers whose it was. */
    private String trigger(Call call) {
        var trigger = world.triggers.get(call.text("trigger_id"));
        if (trigger == null) {
            throw Refusal.of("invalid_trigger_id");
        }
        if (trigger.used) {
            throw Refusal.of("exchanged_trigger_id");
        }
        if (Instant.now().isAfter(trigger.until)) {
            watch.violation(call.method() + ": a trigger_id was used too late");
            throw Refusal.of("expired_trigger_id");
        }
        trigger.used = true;
        return trigger.user;
    }

    private ObjectNode open(Call call) {
        var given = checked(call.method(), call.json("view"), "modal");
        return answer(put(given, trigger(call), ""));
    }

    private ObjectNode push(Call call) {
        var given = checked(call.method(), call.json("view"), "modal");
        var user = trigger(call);
        var open = stack(user);
        if (open.size() >= STACK) {
            throw Refusal.of("push_limit_reached");
        }
        return answer(put(given, user, open.isEmpty() ? "" : open.getFirst().id));
    }

    /** The modals on a person's screen, the lowest first. */
    List<View> stack(String user) {
        return views.values().stream()
                .filter(view -> view.user.equals(user) && !view.closed && !view.isHome())
                .toList();
    }

    private ObjectNode update(Call call) {
        var view = call.has("view_id")
                ? views.get(call.text("view_id"))
                : views.values().stream()
                        .filter(one -> call.has("external_id")
                                && one.json.path("external_id").asText().equals(call.text("external_id")))
                        .findFirst()
                        .orElse(null);
        if (view == null || view.closed) {
            throw Refusal.of("not_found");
        }
        hash(call, view);
        replace(
                view,
                checked(call.method(), call.json("view"), view.json.path("type").asText()));
        return answer(view);
    }

    private ObjectNode publish(Call call) {
        var user = world.user(call.text("user_id")).id();
        var given = checked(call.method(), call.json("view"), "home");
        var known = home(user);
        if (known == null) {
            return answer(put(given, user, ""));
        }
        hash(call, known);
        replace(known, given);
        return answer(known);
    }

    @org.jspecify.annotations.Nullable View home(String user) {
        return views.values().stream()
                .filter(view -> view.user.equals(user) && view.isHome())
                .findFirst()
                .orElse(null);
    }

    private static void hash(Call call, View view) {
        if (call.has("hash") && !call.text("hash").equals(view.json.path("hash").asText())) {
            throw Refusal.of("hash_conflict");
        }
    }

    View put(ObjectNode given, String user, String root) {
        var id = world.nextId("V");
        var view = new View(id, user, root.isEmpty() ? id : root, given);
        views.put(id, view);
        complete(view);
        return view;
    }

    void replace(View view, ObjectNode given) {
        view.json = given;
        complete(view);
    }

    private void complete(View view) {
        BlockKit.complete(view.json.path("blocks"), world);
        view.json
                .put("id", view.id)
                .put("team_id", World.TEAM)
                .put("app_id", World.APP)
                .put("bot_id", World.BOT_ID)
                .put("root_view_id", view.root)
                .put("hash", world.nextTs());
        for (String field : List.of("callback_id", "private_metadata", "external_id")) {
            if (!view.json.has(field)) {
                view.json.put(field, "");
            }
        }
        view.json.putObject("state").putObject("values");
    }

    /** A copy of a view that may be shown. */
    ObjectNode checked(String method, JsonNode view, String type) {
        var problems = new ArrayList<String>();
        if (!view.isObject() || !view.path("type").asText().equals(type)) {
            problems.add("must be a view of type " + type + " [json-pointer:/view]");
        } else {
            problems.addAll(BlockKit.inView(view.path("blocks"), type));
            boolean asks = false;
            for (JsonNode block : view.path("blocks")) {
                asks |= block.path("type").asText().equals("input");
            }
            if (type.equals("modal")) {
                title(view, "title", true, problems);
                title(view, "submit", asks, problems);
                title(view, "close", false, problems);
            }
            longest(view, "callback_id", 255, problems);
            longest(view, "private_metadata", 3000, problems);
        }
        if (!problems.isEmpty()) {
            watch.violation(method + ": " + String.join("; ", problems));
            throw Refusal.of("invalid_arguments", problems);
        }
        if (Json.text(view).length() > LARGEST) {
            watch.violation(method + ": view too large");
            throw Refusal.of("view_too_large");
        }
        return view.deepCopy();
    }

    private static void title(JsonNode view, String field, boolean needed, List<String> problems) {
        var title = view.path(field);
        if (title.isMissingNode() || title.isNull()) {
            if (needed) {
                problems.add("missing required field: " + field + " [json-pointer:/view]");
            }
            return;
        }
        int length = title.path("text").asText().length();
        if (!title.path("type").asText().equals("plain_text") || length < 1 || length > 24) {
            problems.add("must be plain text of 1 to 24 characters [json-pointer:/view/" + field + "]");
        }
    }

    private static void longest(JsonNode view, String field, int most, List<String> problems) {
        if (view.path(field).asText().length() > most) {
            problems.add("must be at most " + most + " characters [json-pointer:/view/" + field + "]");
        }
    }

    private static ObjectNode answer(View view) {
        var answer = Json.ok();
        answer.set("view", view.json.deepCopy());
        return answer;
    }
}
