package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What people call, press, choose and fill in. Called with the world's lock held. */
final class Interactive {
    private final World world;
    private final Payloads payloads;
    private final Dispatcher dispatcher;
    private final ResponseUrls urls;
    private final ViewMethods views;
    private final Watch watch;

    Interactive(
            World world, Payloads payloads, Dispatcher dispatcher, ResponseUrls urls, ViewMethods views, Watch watch) {
        this.world = world;
        this.payloads = payloads;
        this.dispatcher = dispatcher;
        this.urls = urls;
        this.views = views;
        this.watch = watch;
    }

    Interaction command(FakeUser user, FakeChannel channel, String name, String text) {
        var place = world.place(channel);
        place.members.add(user.id());
        var url = urls.open(user, place, null);
        var trigger = world.newTrigger(user.id());
        var payload = Json.object()
                .put("token", "verification-token")
                .put("team_id", World.TEAM)
                .put("team_domain", "parley")
                .put("channel_id", channel.id())
                .put(
                        "channel_name",
                        switch (channel.kind()) {
                            case PUBLIC, GROUP -> channel.name();
                            case PRIVATE -> "privategroup";
                            case DIRECT -> "directmessage";
                        })
                .put("user_id", user.id())
                .put("user_name", user.name().toLowerCase(java.util.Locale.ROOT))
                .put("command", name)
                .put("text", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .put("api_app_id", World.APP)
                .put("is_enterprise_install", "false")
                .put("response_url", url)
                .put("trigger_id", trigger);
        var interaction = new Interaction(world, trigger, url);
        urls.belongs(url, interaction);
        dispatcher.deliver(new Delivery("slash_commands", payload, true, answer -> {
            if (answer.isObject() && !answer.isEmpty()) {
                guarded(() -> urls.acknowledged(url, answer));
            }
            interaction.acked(answer);
        }));
        return interaction;
    }

    /** A click in a message; {@code value} chooses among options or the two sides of feedback. */
    Interaction press(FakeUser user, FakeChannel channel, String ts, String actionId, String value) {
        var post = visible(user, channel, ts);
        var found = find(post.blocks, actionId);
        boolean whispered = !post.recipient.isEmpty();
        var url = urls.open(user, post.place, post);
        var payload = base("block_actions", user).put("response_url", url);
        var container = payload.putObject("container")
                .put("type", "message")
                .put("message_ts", ts)
                .put("channel_id", channel.id())
                .put("is_ephemeral", whispered);
        if (!post.threadTs.isEmpty()) {
            container.put("thread_ts", post.threadTs);
        }
        payload.putObject("channel").put("id", channel.id()).put("name", name(channel));
        if (!whispered) {
            payload.set("message", payloads.message(post, true));
        }
        payload.putObject("state").putObject("values");
        payload.putArray("actions").add(action(found, value));
        var interaction = send(payload, url, answer -> {});
        urls.belongs(url, interaction);
        return interaction;
    }

    Interaction pressInView(FakeUser user, OpenView shown, String actionId, String value) {
        var view = open(shown);
        var payload = base("block_actions", user);
        payload.putObject("container").put("type", "view").put("view_id", view.id);
        payload.set("view", view.json.deepCopy());
        payload.putArray("actions").add(action(find(view.json.path("blocks"), actionId), value));
        return send(payload, "", answer -> {});
    }

    Interaction messageShortcut(FakeUser user, String callbackId, FakeChannel channel, String ts) {
        var post = visible(user, channel, ts);
        var url = urls.open(user, post.place, null);
        var payload = base("message_action", user)
                .put("callback_id", callbackId)
                .put("response_url", url)
                .put("message_ts", ts)
                .put("action_ts", world.nextTs());
        payload.putObject("channel").put("id", channel.id()).put("name", name(channel));
        payload.set("message", payloads.message(post, false));
        var interaction = send(payload, url, answer -> {});
        urls.belongs(url, interaction);
        return interaction;
    }

    Interaction globalShortcut(FakeUser user, String callbackId) {
        var payload = base("shortcut", user).put("callback_id", callbackId).put("action_ts", world.nextTs());
        return send(payload, "", answer -> {});
    }

    Interaction submit(OpenView shown, Map<String, String> filled) {
        var view = open(shown);
        var json = view.json.deepCopy();
        json.putObject("state").set("values", Form.values(json.path("blocks"), filled));
        var payload = base("view_submission", world.user(view.user));
        payload.set("view", json);
        payload.putArray("response_urls");
        return send(payload, "", answer -> submitted(view, answer));
    }

    private void submitted(ViewMethods.View view, JsonNode answer) {
        switch (answer.path("response_action").asText()) {
            case "" -> view.closed = true;
            case "clear" -> views.stack(view.user).forEach(open -> open.closed = true);
            case "update" -> views.replace(view, views.checked("view_submission", answer.path("view"), "modal"));
            case "push" ->
                views.put(views.checked("view_submission", answer.path("view"), "modal"), view.user, view.root);
            case "errors" -> {
                if (answer.path("errors").isEmpty()) {
                    watch.violation("view_submission: response_action errors without any");
                }
                answer.path("errors").fieldNames().forEachRemaining(block -> {
                    if (!Form.hasBlock(view.json.path("blocks"), block)) {
                        watch.violation("view_submission: an error for a block that is not there: " + block);
                    }
                });
            }
            case String other -> watch.violation("view_submission: response_action " + other);
        }
    }

    Interaction closes(OpenView shown) {
        var view = open(shown);
        view.closed = true;
        var payload = base("view_closed", world.user(view.user)).put("is_cleared", false);
        payload.remove("trigger_id");
        payload.set("view", view.json.deepCopy());
        if (!view.json.path("notify_on_close").asBoolean()) {
            return new Interaction(world, "", "");
        }
        return send(payload, "", answer -> {});
    }

    Interaction suggest(FakeUser user, String actionId, String typed, OpenView shown) {
        var view = open(shown);
        var found = find(view.json.path("blocks"), actionId);
        if (typed.length() < found.element().path("min_query_length").asInt(3)) {
            throw new IllegalArgumentException("The client asks only from min_query_length on");
        }
        var payload = base("block_suggestion", user)
                .put("action_id", actionId)
                .put("block_id", found.blockId())
                .put("value", typed);
        payload.remove("trigger_id");
        payload.putObject("container").put("type", "view").put("view_id", view.id);
        payload.set("view", view.json.deepCopy());
        return send(payload, "", this::suggested);
    }

    private void suggested(JsonNode answer) {
        var options = answer.path("options");
        if (!options.isArray() && !answer.path("option_groups").isArray()) {
            watch.violation("block_suggestion: answered without options");
        }
        if (options.size() > 100) {
            watch.violation("block_suggestion: more than 100 options");
        }
        BlockKit.options(options).forEach(problem -> watch.violation("block_suggestion: " + problem));
    }

    private Interaction send(ObjectNode payload, String url, Consumer<JsonNode> then) {
        var interaction = new Interaction(world, payload.path("trigger_id").asText(), url);
        dispatcher.deliver(new Delivery("interactive", payload, true, answer -> {
            guarded(() -> then.accept(answer));
            interaction.acked(answer);
        }));
        return interaction;
    }

    private void guarded(Runnable effect) {
        synchronized (world) {
            try {
                effect.run();
            } catch (Refusal refusal) {
                watch.violation("What came with an acknowledgement was refused: " + refusal.getMessage());
            }
        }
    }

    private ObjectNode base(String type, FakeUser user) {
        var payload = Json.object()
                .put("type", type)
                .put("token", "verification-token")
                .put("api_app_id", World.APP)
                .put("trigger_id", world.newTrigger(user.id()))
                .put("is_enterprise_install", false)
                .putNull("enterprise");
        payload.putObject("team").put("id", World.TEAM).put("domain", "parley");
        payload.putObject("user")
                .put("id", user.id())
                .put("username", user.name().toLowerCase(java.util.Locale.ROOT))
                .put("name", user.name().toLowerCase(java.util.Locale.ROOT))
                .put("team_id", user.team());
        return payload;
    }

    private static String name(FakeChannel channel) {
        return switch (channel.kind()) {
            case DIRECT -> "directmessage";
            case PRIVATE -> "privategroup";
            case PUBLIC, GROUP -> channel.name();
        };
    }

    private Post visible(FakeUser user, FakeChannel channel, String ts) {
        var post = world.place(channel).post(ts);
        if (post != null && !post.deleted) {
            return post;
        }
        return world.ephemerals.stream()
                .filter(one -> one.ts.equals(ts) && one.recipient.equals(user.id()) && !one.deleted)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(user.name() + " sees no message " + ts));
    }

    private ViewMethods.View open(OpenView shown) {
        var view = views.views.get(shown.id());
        if (view == null || view.closed) {
            throw new IllegalArgumentException("View " + shown.id() + " is not on the screen");
        }
        return view;
    }

    private record Found(String blockId, JsonNode element) {}

    private static Found find(JsonNode blocks, String actionId) {
        for (JsonNode block : blocks) {
            for (JsonNode element : BlockKit.actions(block)) {
                if (element.path("action_id").asText().equals(actionId)) {
                    return new Found(block.path("block_id").asText(), element);
                }
            }
        }
        throw new IllegalArgumentException("Nothing to press with the action_id " + actionId + " in " + blocks);
    }

    private ObjectNode action(Found found, String value) {
        var element = found.element();
        var type = element.path("type").asText();
        var action = Json.object()
                .put("type", type)
                .put("action_id", element.path("action_id").asText())
                .put("block_id", found.blockId())
                .put("action_ts", world.nextTs());
        switch (type) {
            case "button" -> {
                action.set("text", element.path("text").deepCopy());
                if (element.has("value")) {
                    action.put("value", element.path("value").asText());
                }
            }
            case "feedback_buttons" -> {
                var chosen = List.of("positive_button", "negative_button").stream()
                        .map(element::path)
                        .filter(side -> side.path("value").asText().equals(value))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("No feedback button has the value " + value));
                action.set("text", chosen.path("text").deepCopy());
                action.put("value", value);
            }
            case "icon_button" -> action.put("value", element.path("value").asText());
            default -> action.setAll((ObjectNode) Form.value(element, value));
        }
        return action;
    }
}
