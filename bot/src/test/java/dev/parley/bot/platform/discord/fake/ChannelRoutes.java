package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.dv8tion.jda.api.Permission;

/** Channels, their messages and threads. */
final class ChannelRoutes {
    private static final String CHANNEL = "/channels/{channel_id}";
    private static final String MESSAGES = CHANNEL + "/messages";
    private static final String MESSAGE = MESSAGES + "/{message_id}";

    private static final Duration NONCE_LIFE = Duration.ofMinutes(3);

    private final World world;
    private final Payloads payloads;
    private final Messages messages;
    private final Gateway gateway;

    ChannelRoutes(World world, Payloads payloads, Messages messages, Gateway gateway) {
        this.world = world;
        this.payloads = payloads;
        this.messages = messages;
        this.gateway = gateway;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST", "/users/@me/channels", Route.Budget.OTHER, this::openDirect),
                Route.of("GET", CHANNEL, Route.Budget.OTHER, call -> Answer.of(payloads.channel(place(call)))),
                Route.of("PATCH", CHANNEL, Route.Budget.OTHER, this::change),
                Route.of("GET", MESSAGES, Route.Budget.OTHER, this::history),
                Route.of("POST", MESSAGES, Route.Budget.MESSAGES, this::create),
                Route.of("GET", MESSAGE, Route.Budget.OTHER, this::read),
                Route.of("PATCH", MESSAGE, Route.Budget.MESSAGES, this::edit),
                Route.of("DELETE", MESSAGE, Route.Budget.MESSAGES, this::delete),
                Route.of("POST", CHANNEL + "/typing", Route.Budget.MESSAGES, this::typing),
                Route.of("POST", MESSAGE + "/threads", Route.Budget.OTHER, this::threadFromMessage),
                Route.of("POST", CHANNEL + "/threads", Route.Budget.OTHER, this::thread));
    }

    private Place place(Call call) {
        return world.visible(call.id("channel_id"));
    }

    private StoredMessage message(Call call, Place place) {
        var message = place.messages.get(call.id("message_id"));
        if (message == null || message.has(Flags.EPHEMERAL)) {
            throw Refusal.unknownMessage();
        }
        return message;
    }

    private static void require(Place place, Permission permission) {
        if (!place.allows(permission)) {
            throw Refusal.missingPermissions();
        }
    }

    private static Permission toWrite(Place place) {
        return place.handle.isThread() ? Permission.MESSAGE_SEND_IN_THREADS : Permission.MESSAGE_SEND;
    }

    private Answer openDirect(Call call) {
        var user = world.users.get(call.body().path("recipient_id").asLong());
        if (user == null) {
            throw Refusal.of(400, 50033, "Invalid Recipient(s)");
        }
        return Answer.of(payloads.channel(world.openDirect(user)));
    }

    private Answer change(Call call) {
        var place = place(call);
        var body = call.body();
        boolean reopens = place.handle.isThread() && body.size() == 1 && body.has("archived");
        require(
                place,
                reopens
                        ? toWrite(place)
                        : place.handle.isThread() && place.owner != world.bot.id()
                                ? Permission.MANAGE_THREADS
                                : Permission.MANAGE_CHANNEL);
        place.name = body.path("name").asText(place.name);
        place.archived = body.path("archived").asBoolean(place.archived);
        place.locked = body.path("locked").asBoolean(place.locked);
        changed(place);
        return Answer.of(payloads.channel(place));
    }

    void changed(Place place) {
        var name = place.handle.isThread() ? "THREAD_UPDATE" : "CHANNEL_UPDATE";
        gateway.dispatch(Event.of(name, Flags.GUILDS, payloads.channel(place)));
    }

    private Answer history(Call call) {
        var place = place(call);
        var found = Json.array();
        if (!place.allows(Permission.MESSAGE_HISTORY)) {
            return Answer.of(found);
        }
        int limit = Integer.parseInt(call.query().getOrDefault("limit", "50"));
        if (limit < 1 || limit > 100) {
            throw Refusal.form("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.");
        }
        long before = Long.parseUnsignedLong(call.query().getOrDefault("before", Long.toString(Long.MAX_VALUE)));
        long after = Long.parseUnsignedLong(call.query().getOrDefault("after", "0"));
        long around = Long.parseUnsignedLong(call.query().getOrDefault("around", "0"));
        var readable = place.messages.values().stream()
                .filter(message -> !message.has(Flags.EPHEMERAL) && message.id() < before && message.id() > after)
                .toList();
        int end = readable.size();
        if (after > 0) {
            end = Math.min(end, limit);
        } else if (around > 0) {
            int older = (int)
                    readable.stream().filter(message -> message.id() <= around).count();
            end = Math.min(end, older + limit / 2);
        }
        readable.subList(Math.max(0, end - limit), end)
                .reversed()
                .forEach(message -> found.add(payloads.message(message, world.contentAllowed)));
        return Answer.of(found);
    }

    private Answer read(Call call) {
        var place = place(call);
        require(place, Permission.MESSAGE_HISTORY);
        return Answer.of(payloads.message(message(call, place), world.contentAllowed));
    }

    private Answer create(Call call) {
        var place = place(call);
        var body = call.body();
        require(place, toWrite(place));
        if (!call.files().isEmpty()) {
            require(place, Permission.MESSAGE_ATTACH_FILES);
        }
        if (place.locked) {
            throw Refusal.threadArchived();
        }
        var nonce = body.path("nonce").asText("");
        if (body.path("enforce_nonce").asBoolean() && !nonce.isEmpty()) {
            var earlier = place.nonces.get(nonce);
            // One that was removed since is remembered all the same.
            if (earlier != null
                    && Duration.between(earlier.created, Instant.now()).compareTo(NONCE_LIFE) < 0) {
                return Answer.of(payloads.message(earlier, true));
            }
        }
        boolean answers = body.path("message_reference").isObject();
        var message = messages.blank(world.bot, place, 0);
        if (!nonce.isEmpty()) {
            message.json.set("nonce", body.path("nonce"));
        }
        if (answers) {
            refer(message, body.path("message_reference"));
        }
        messages.write(message, body, call.files());
        if (place.archived) {
            place.archived = false;
            changed(place);
        }
        if (!nonce.isEmpty()) {
            place.nonces.put(nonce, message);
        }
        messages.publish(message);
        return Answer.of(payloads.message(message, true));
    }

    private static void refer(StoredMessage message, JsonNode reference) {
        if (!message.place.allows(Permission.MESSAGE_HISTORY)) {
            throw Refusal.of(400, 160002, "Cannot reply without permission to read message history");
        }
        long id = reference.path("message_id").asLong();
        var answered = message.place.messages.get(id);
        if (answered == null || answered.has(Flags.EPHEMERAL)) {
            if (reference.path("fail_if_not_exists").asBoolean(true)) {
                throw Refusal.form("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message");
            }
            return;
        }
        message.json.put("type", 19);
        message.json
                .putObject("message_reference")
                .put("type", 0)
                .put("message_id", Payloads.id(id))
                .put("channel_id", Payloads.id(message.place.handle.id()));
    }

    private Answer edit(Call call) {
        var place = place(call);
        var message = message(call, place);
        if (!message.author.equals(world.bot)) {
            throw Refusal.of(403, 50005, "Cannot edit a message authored by another user");
        }
        if (place.archived) {
            throw Refusal.threadArchived();
        }
        if (!call.files().isEmpty()) {
            require(place, Permission.MESSAGE_ATTACH_FILES);
        }
        messages.edit(message, call.body(), call.files());
        return Answer.of(payloads.message(message, true));
    }

    private Answer delete(Call call) {
        var place = place(call);
        var message = message(call, place);
        if (!message.author.equals(world.bot)) {
            require(place, Permission.MESSAGE_MANAGE);
        }
        messages.delete(message);
        return Answer.NOTHING;
    }

    private Answer typing(Call call) {
        var place = place(call);
        require(place, toWrite(place));
        place.typing.add(Instant.now());
        return Answer.NOTHING;
    }

    private Answer threadFromMessage(Call call) {
        var parent = place(call);
        var message = message(call, parent);
        require(parent, Permission.CREATE_PUBLIC_THREADS);
        if (world.places.containsKey(message.id())) {
            throw Refusal.of(400, 160004, "A thread has already been created for this message");
        }
        var thread = open(parent, message.id(), call.body(), Place.PUBLIC_THREAD, world.bot.id());
        message.json.put("flags", message.flags() | 1 << 5).set("thread", payloads.channel(thread));
        messages.updated(message);
        return new Answer(201, payloads.channel(thread));
    }

    private Answer thread(Call call) {
        var parent = place(call);
        int type = call.body().path("type").asInt(Place.PRIVATE_THREAD);
        require(
                parent,
                type == Place.PRIVATE_THREAD ? Permission.CREATE_PRIVATE_THREADS : Permission.CREATE_PUBLIC_THREADS);
        return new Answer(201, payloads.channel(open(parent, world.ids.next(), call.body(), type, world.bot.id())));
    }

    Place open(Place parent, long id, JsonNode body, int type, long owner) {
        if (parent.handle.isThread() || parent.handle.isDirect()) {
            throw Refusal.of(400, 50024, "Cannot execute action on this channel type");
        }
        var handle = new FakeChannel(
                id,
                parent.handle.guildId(),
                parent.handle.id(),
                body.path("name").asText());
        var thread = Place.thread(handle, type, parent, owner);
        world.places.put(id, thread);
        ObjectNode json = payloads.channel(thread).put("newly_created", true);
        gateway.dispatch(Event.of("THREAD_CREATE", Flags.GUILDS, json));
        return thread;
    }
}
