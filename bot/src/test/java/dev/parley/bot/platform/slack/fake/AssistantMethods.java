package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** assistant.threads.* and agents.sessions.*: what agents show around a thread. */
final class AssistantMethods {
    private final World world;
    private final Watch watch;
    /** What a thread shows, by channel and thread. */
    final Map<String, ObjectNode> threads = new LinkedHashMap<>();
    /** The error that all of these answer with; empty where the workspace has them. */
    volatile String unavailable = "";

    AssistantMethods(World world, Watch watch) {
        this.world = world;
        this.watch = watch;
    }

    List<Method> methods() {
        return List.of(
                Method.of(
                        "assistant.threads.setStatus",
                        600,
                        "assistant:write|chat:write",
                        "channel_id thread_ts",
                        "status loading_messages username icon_emoji icon_url",
                        this::status),
                Method.of(
                        "assistant.threads.setTitle",
                        50,
                        "assistant:write",
                        "channel_id thread_ts title",
                        "",
                        call -> thread(call).put("title", call.text("title")).deepCopy()),
                Method.of(
                        "assistant.threads.setSuggestedPrompts",
                        50,
                        "assistant:write",
                        "channel_id prompts",
                        "thread_ts title",
                        this::prompts),
                Method.of(
                        "agents.sessions.setStatus",
                        50,
                        "chat:write",
                        "status",
                        "channel_id thread_ts title initiator_user_id icon_emoji icon_url username",
                        this::session),
                Method.of(
                        "agents.sessions.rename",
                        50,
                        "chat:write",
                        "title",
                        "channel_id thread_ts",
                        call -> thread(call).put("title", call.text("title")).deepCopy()));
    }

    private ObjectNode thread(Call call) {
        if (!unavailable.isEmpty()) {
            throw Refusal.of(unavailable);
        }
        var place = world.visible(call.text("channel_id"));
        return threads.computeIfAbsent(place.handle.id() + " " + call.text("thread_ts"), none -> Json.ok());
    }

    private ObjectNode status(Call call) {
        var loading = call.json("loading_messages");
        if (loading.isArray() && loading.size() > 10) {
            watch.violation(call.method() + ": more than 10 loading messages");
            throw Refusal.of("invalid_arguments");
        }
        thread(call).put("status", call.text("status"));
        return Json.ok();
    }

    private ObjectNode prompts(Call call) {
        var prompts = call.json("prompts");
        if (!prompts.isArray() || prompts.isEmpty() || prompts.size() > 4) {
            watch.violation(call.method() + ": between 1 and 4 prompts");
            throw Refusal.of("invalid_arguments");
        }
        prompts.forEach(prompt -> {
            if (prompt.path("title").asText().isEmpty()
                    || prompt.path("message").asText().isEmpty()) {
                throw Refusal.of("invalid_arguments");
            }
        });
        thread(call).set("prompts", prompts.deepCopy());
        return Json.ok();
    }

    private ObjectNode session(Call call) {
        if (!Set.of("active", "processing", "suspended", "closed").contains(call.text("status"))) {
            watch.violation(call.method() + ": status " + call.text("status"));
            throw Refusal.of("invalid_arguments");
        }
        if (call.text("title").length() > 200) {
            watch.violation(call.method() + ": title of more than 200 characters");
            throw Refusal.of("invalid_arguments");
        }
        var thread = thread(call).put("agent_status", call.text("status"));
        if (call.has("title") && !thread.has("title")) {
            thread.put("title", call.text("title"));
        }
        return thread.deepCopy();
    }
}
