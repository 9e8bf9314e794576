package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** People who call commands and press buttons: makes the interactions as the real one describes them. */
final class Callers {
    private static final int SLASH = 1;
    private static final int MESSAGE_MENU = 3;
    private static final int SUB_COMMAND = 1;

    private final World world;
    private final Payloads payloads;
    private final Gateway gateway;

    Callers(World world, Payloads payloads, Gateway gateway) {
        this.world = world;
        this.payloads = payloads;
        this.gateway = gateway;
    }

    /** {@code focused} is the option being typed, empty for a call. */
    FakeInteraction slash(
            FakeChannel channel, FakeUser user, String words, Map<String, Object> options, String focused) {
        var path = Arrays.asList(words.split(" ", -1));
        var command = registered(channel, path.getFirst(), SLASH);
        var data = data(command);
        JsonNode level = command;
        var target = data.putArray("options");
        for (String word : path.subList(1, path.size())) {
            level = option(level, word);
            var inner = target.addObject()
                    .put("name", word)
                    .put("type", level.path("type").asInt());
            target = inner.putArray("options");
        }
        if (path.size() == 1 && level.path("options").findValuesAsText("type").contains("1")) {
            throw new IllegalArgumentException("/" + words + " is called by its sub-commands");
        }
        fill(level, target, options, focused);
        return call(channel, user, focused.isEmpty() ? CalledInteraction.COMMAND : CalledInteraction.AUTOCOMPLETE, data)
                .handle;
    }

    FakeInteraction menu(FakeChannel channel, FakeUser user, String name, long message) {
        var data = data(registered(channel, name, MESSAGE_MENU)).put("target_id", Payloads.id(message));
        var target = world.message(message);
        data.putObject("resolved").putObject("messages").set(Payloads.id(message), payloads.message(target, true));
        return call(channel, user, CalledInteraction.COMMAND, data).handle;
    }

    FakeInteraction button(long message, String customId, FakeUser user) {
        var target = world.message(message);
        var button = target.json.path("components").findParents("custom_id").stream()
                .filter(one -> one.path("custom_id").asText().equals(customId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No button " + customId + " on " + message));
        if (button.path("disabled").asBoolean()) {
            throw new IllegalArgumentException("The button " + customId + " is disabled");
        }
        var data = Json.object()
                .put("custom_id", customId)
                .put("component_type", button.path("type").asInt())
                .put("id", button.path("id").asInt(1));
        var interaction = interaction(target.place, user, CalledInteraction.COMPONENT, data);
        interaction.set("message", payloads.message(target, true));
        var called = announce(target.place, user, CalledInteraction.COMPONENT, interaction);
        called.original = target;
        return called.handle;
    }

    private ObjectNode registered(FakeChannel channel, String name, int type) {
        return world.commands.values().stream()
                .filter(command -> command.path("name").asText().equals(name)
                        && command.path("type").asInt() == type
                        && (!command.has("guild_id") || command.path("guild_id").asLong() == channel.guildId()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No command " + name + " is registered"));
    }

    private static ObjectNode data(ObjectNode command) {
        var data = Json.object();
        for (String field : List.of("id", "name", "type", "guild_id")) {
            if (command.has(field)) {
                data.set(field, command.path(field));
            }
        }
        return data;
    }

    private static JsonNode option(JsonNode level, String name) {
        for (JsonNode option : level.path("options")) {
            if (option.path("name").asText().equals(name)) {
                return option;
            }
        }
        throw new IllegalArgumentException(level.path("name").asText() + " has no option " + name);
    }

    private static void fill(JsonNode level, ArrayNode target, Map<String, Object> options, String focused) {
        for (JsonNode option : level.path("options")) {
            if (focused.isEmpty()
                    && option.path("required").asBoolean()
                    && !options.containsKey(option.path("name").asText())) {
                throw new IllegalArgumentException("The option " + option.path("name") + " is required");
            }
        }
        options.forEach((name, value) -> {
            var known = option(level, name);
            if (known.path("type").asInt() <= SUB_COMMAND + 1) {
                throw new IllegalArgumentException(name + " is a sub-command");
            }
            var given = target.addObject()
                    .put("name", name)
                    .put("type", known.path("type").asInt());
            given.set("value", Json.MAPPER.valueToTree(value));
            if (name.equals(focused)) {
                given.put("focused", true);
            }
        });
    }

    private CalledInteraction call(FakeChannel channel, FakeUser user, int type, ObjectNode data) {
        var place = world.place(channel);
        return announce(place, user, type, interaction(place, user, type, data));
    }

    private ObjectNode interaction(Place place, FakeUser user, int type, ObjectNode data) {
        long id = world.ids.next();
        var json = Json.object()
                .put("id", Payloads.id(id))
                .put("application_id", Payloads.id(world.bot.id()))
                .put("type", type)
                .put("token", "interaction-" + Payloads.id(id))
                .put("version", 1)
                .put("locale", world.locales.getOrDefault(user.id(), "en-US"))
                .put("channel_id", Payloads.id(place.handle.id()))
                .put("app_permissions", Long.toString(place.permissions()))
                .put("attachment_size_limit", 10 << 20);
        json.putArray("entitlements");
        json.set("channel", payloads.channel(place));
        json.set("data", data);
        var owners = json.putObject("authorizing_integration_owners");
        var guild = world.guilds.get(place.handle.guildId());
        if (guild == null) {
            json.put("context", 1).set("user", payloads.user(user));
            owners.put("1", Payloads.id(user.id()));
            return json;
        }
        json.put("context", 0).put("guild_id", Payloads.id(guild.id())).put("guild_locale", "en-US");
        json.set("guild", payloads.guildHead(guild));
        ((ObjectNode) json.path("channel")).put("permissions", Long.toString(payloads.permissions(place, user)));
        var member = payloads.memberWithUser(guild.id(), user);
        json.set("member", member.put("permissions", Long.toString(payloads.permissions(place, user))));
        owners.put(guild.joined() ? "0" : "1", Payloads.id(guild.joined() ? guild.id() : user.id()));
        return json;
    }

    private CalledInteraction announce(Place place, FakeUser user, int type, ObjectNode json) {
        var handle =
                new FakeInteraction(json.path("id").asLong(), json.path("token").asText());
        var called = new CalledInteraction(handle, type, place, user);
        world.interactions.put(handle.id(), called);
        gateway.dispatch(Event.of("INTERACTION_CREATE", 0, json));
        return called;
    }
}
