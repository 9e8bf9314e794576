package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Answers to interactions: the first one, and what follows through the interaction's own webhook. */
final class InteractionRoutes {
    private static final String WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}";
    private static final String ORIGINAL = WEBHOOK + "/messages/@original";
    private static final String MESSAGE = WEBHOOK + "/messages/{message_id}";

    private static final int REPLY = 4;
    private static final int DEFER = 5;
    private static final int DEFER_UPDATE = 6;
    private static final int UPDATE = 7;
    private static final int CHOICES = 8;
    private static final int MODAL = 9;

    private final World world;
    private final Payloads payloads;
    private final Messages messages;

    InteractionRoutes(World world, Payloads payloads, Messages messages) {
        this.world = world;
        this.payloads = payloads;
        this.messages = messages;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "POST",
                        "/interactions/{interaction_id}/{interaction_token}/callback",
                        Route.Budget.UNLIMITED,
                        this::callback),
                Route.of("POST", WEBHOOK, Route.Budget.MESSAGES, this::followUp),
                Route.of("GET", ORIGINAL, Route.Budget.OTHER, call -> read(original(interaction(call)))),
                Route.of(
                        "PATCH",
                        ORIGINAL,
                        Route.Budget.MESSAGES,
                        call -> edit(call, interaction(call), original(interaction(call)))),
                Route.of("DELETE", ORIGINAL, Route.Budget.MESSAGES, call -> delete(original(interaction(call)))),
                Route.of("GET", MESSAGE, Route.Budget.OTHER, call -> read(message(call, interaction(call)))),
                Route.of(
                        "PATCH",
                        MESSAGE,
                        Route.Budget.MESSAGES,
                        call -> edit(call, interaction(call), message(call, interaction(call)))),
                Route.of("DELETE", MESSAGE, Route.Budget.MESSAGES, call -> delete(message(call, interaction(call)))));
    }

    private Answer callback(Call call) {
        var called = world.interactions.get(call.id("interaction_id"));
        if (called == null || !called.handle.token().equals(call.text("interaction_token"))) {
            throw Refusal.unknownInteraction();
        }
        if (called.acknowledged) {
            throw Refusal.of(400, 40060, "Interaction has already been acknowledged.");
        }
        if (!called.mayStillAnswer()) {
            throw Refusal.unknownInteraction();
        }
        int type = call.body().path("type").asInt();
        if (!allowed(called.type).contains(type)) {
            throw Refusal.form("type", "INTERACTION_CALLBACK_TYPE_INVALID", "This interaction is not answered so");
        }
        var data = call.body().path("data");
        respond(called, type, data, call.files());
        called.acknowledged = true;
        world.responses.add(new InteractionResponse(called.handle.id(), type, data.deepCopy(), Instant.now()));
        return call.query().getOrDefault("with_response", "false").equals("true")
                ? Answer.of(withResponse(called, type))
                : Answer.NOTHING;
    }

    private static Set<Integer> allowed(int type) {
        return switch (type) {
            case CalledInteraction.AUTOCOMPLETE -> Set.of(CHOICES);
            case CalledInteraction.COMPONENT -> Set.of(REPLY, DEFER, DEFER_UPDATE, UPDATE, MODAL);
            default -> Set.of(REPLY, DEFER, MODAL);
        };
    }

    private void respond(CalledInteraction called, int type, JsonNode data, List<Upload> files) {
        switch (type) {
            case REPLY -> {
                var reply = fresh(called, data);
                messages.write(reply, data, files);
                called.original = reply;
                messages.publish(reply);
            }
            case DEFER -> {
                var waiting = fresh(called, data);
                waiting.json.put("flags", waiting.flags() | Flags.LOADING);
                called.original = waiting;
                called.pending = true;
                messages.publish(waiting);
            }
            case UPDATE -> messages.edit(called.original, data, files);
            default -> {
                // A deferred update, choices or a modal leave no message.
            }
        }
    }

    private StoredMessage fresh(CalledInteraction called, JsonNode data) {
        boolean command = called.type == CalledInteraction.COMMAND;
        var message = messages.blank(world.bot, called.place, command ? 20 : 19);
        message.json
                .put("flags", data.path("flags").asInt() & Flags.EPHEMERAL)
                .put("webhook_id", Payloads.id(world.bot.id()))
                .put("application_id", Payloads.id(world.bot.id()));
        var metadata = message.json
                .putObject("interaction_metadata")
                .put("id", Payloads.id(called.handle.id()))
                .put("type", called.type);
        metadata.set("user", payloads.user(called.user));
        metadata.putObject("authorizing_integration_owners");
        return message;
    }

    private ObjectNode withResponse(CalledInteraction called, int type) {
        var answer = Json.object();
        var interaction = answer.putObject("interaction")
                .put("id", Payloads.id(called.handle.id()))
                .put("type", called.type)
                .put("response_message_loading", called.pending)
                .put("response_message_ephemeral", called.original != null && called.original.has(Flags.EPHEMERAL));
        if (called.original != null && type != CHOICES && type != MODAL) {
            interaction.put("response_message_id", Payloads.id(called.original.id()));
            answer.putObject("resource").put("type", type).set("message", payloads.message(called.original, true));
        }
        return answer;
    }

    private CalledInteraction interaction(Call call) {
        var called = world.interactions.values().stream()
                .filter(one -> one.handle.token().equals(call.text("webhook_token")))
                .findFirst()
                .orElse(null);
        if (called == null || call.id("webhook_id") != world.bot.id() || !called.acknowledged) {
            throw Refusal.of(404, 10015, "Unknown Webhook");
        }
        if (!called.tokenLives()) {
            throw Refusal.of(401, 50027, "Invalid Webhook Token");
        }
        return called;
    }

    private static StoredMessage original(CalledInteraction called) {
        var original = called.original;
        if (original == null || !original.place.messages.containsKey(original.id())) {
            throw Refusal.unknownMessage();
        }
        return original;
    }

    /** Only what this interaction made may be touched with its token. */
    private static StoredMessage message(Call call, CalledInteraction called) {
        var message = called.place.messages.get(call.id("message_id"));
        boolean own = message != null
                && (message == called.original
                        || message.json.path("interaction_metadata").path("id").asLong() == called.handle.id());
        if (!own) {
            throw Refusal.unknownMessage();
        }
        return message;
    }

    private Answer followUp(Call call) {
        var called = interaction(call);
        if (called.pending) {
            return edit(call, called, original(called));
        }
        var message = fresh(called, call.body());
        messages.write(message, call.body(), call.files());
        messages.publish(message);
        return Answer.of(payloads.message(message, true));
    }

    private Answer edit(Call call, CalledInteraction called, StoredMessage message) {
        messages.write(message, call.body(), call.files());
        if (message == called.original) {
            called.pending = false;
        }
        message.json.put("flags", message.flags() & ~Flags.LOADING);
        messages.edited(message);
        return Answer.of(payloads.message(message, true));
    }

    private Answer read(StoredMessage message) {
        return Answer.of(payloads.message(message, true));
    }

    private Answer delete(StoredMessage message) {
        messages.delete(message);
        return Answer.NOTHING;
    }
}
