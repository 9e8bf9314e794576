package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes, changes and deletes messages, checks what the bot sends, and tells the gateway. */
final class Messages {
    private static final Pattern USER = Pattern.compile("<@!?(\\d+)>");
    private static final Pattern ROLE = Pattern.compile("<@&(\\d+)>");
    private static final int MAX_CONTENT = 2000;
    private static final int MAX_EMBED_TEXT = 6000;
    private static final int MAX_COMPONENT_TEXT = 4000;
    private static final int MAX_COMPONENTS = 40;

    private final World world;
    private final Payloads payloads;
    private final Gateway gateway;
    private final String origin;

    Messages(World world, Payloads payloads, Gateway gateway, String origin) {
        this.world = world;
        this.payloads = payloads;
        this.gateway = gateway;
        this.origin = origin;
    }

    /** A message of nothing yet; it is neither stored nor told. */
    StoredMessage blank(FakeUser author, Place place, int type) {
        var json = Json.object()
                .put("id", Payloads.id(world.ids.next()))
                .put("type", type)
                .put("channel_id", Payloads.id(place.handle.id()))
                .put("content", "")
                .put("timestamp", Instant.now().toString())
                .putNull("edited_timestamp")
                .put("tts", false)
                .put("mention_everyone", false)
                .put("pinned", false)
                .put("flags", 0);
        json.set("author", payloads.user(author));
        for (String list : List.of("mentions", "mention_roles", "attachments", "embeds", "components")) {
            json.putArray(list);
        }
        return new StoredMessage(author, place, json);
    }

    /** Stores and announces. An ephemeral message is announced to nobody. */
    void publish(StoredMessage message) {
        message.place.messages.put(message.id(), message);
        if (!message.has(Flags.EPHEMERAL)) {
            announce("MESSAGE_CREATE", message);
        }
    }

    void updated(StoredMessage message) {
        if (!message.has(Flags.EPHEMERAL)) {
            announce("MESSAGE_UPDATE", message);
        }
    }

    private void announce(String name, StoredMessage message) {
        var guild = world.guilds.get(message.place.handle.guildId());
        if (guild != null && !guild.joined()) {
            return;
        }
        // Made now: later changes are later events.
        var full = payloads.event(message, true);
        var bare = payloads.event(message, false);
        gateway.dispatch(new Event(
                name,
                intent(message.place),
                intents -> ((intents & Flags.MESSAGE_CONTENT) != 0 && world.contentAllowed ? full : bare).deepCopy()));
    }

    void delete(StoredMessage message) {
        message.place.messages.remove(message.id());
        var json = Json.object()
                .put("id", Payloads.id(message.id()))
                .put("channel_id", Payloads.id(message.place.handle.id()));
        if (!message.place.handle.isDirect()) {
            json.put("guild_id", Payloads.id(message.place.handle.guildId()));
        }
        if (!message.has(Flags.EPHEMERAL)) {
            gateway.dispatch(Event.of("MESSAGE_DELETE", intent(message.place), json));
        }
    }

    private static int intent(Place place) {
        return place.handle.isDirect() ? Flags.DIRECT_MESSAGES : Flags.GUILD_MESSAGES;
    }

    /** Sets the text and whom it mentions. {@code pinged} also counts an answered author. */
    void setContent(StoredMessage message, String content, Set<Long> alsoMentioned) {
        var users = new LinkedHashSet<Long>(alsoMentioned);
        USER.matcher(content).results().forEach(found -> users.add(Long.parseLong(found.group(1))));
        var mentions = message.json.put("content", content).putArray("mentions");
        users.stream()
                .map(world.users::get)
                .filter(user -> user != null)
                .forEach(user -> mentions.add(payloads.user(user)));
        var roles = message.json.putArray("mention_roles");
        ROLE.matcher(content).results().forEach(found -> roles.add(found.group(1)));
        message.json.put("mention_everyone", content.contains("@everyone") || content.contains("@here"));
    }

    /** Writes what the bot sent into a message: checked first, then kept with whom it could ping. */
    void write(StoredMessage message, JsonNode body, List<Upload> files) {
        var fresh = message.json.deepCopy();
        if (body.has("flags")) {
            int own = Flags.SUPPRESS_EMBEDS | Flags.COMPONENTS_V2;
            int before = message.flags();
            if ((before & Flags.COMPONENTS_V2) != 0 && (body.path("flags").asInt() & Flags.COMPONENTS_V2) == 0) {
                throw Refusal.form(
                        "flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "IS_COMPONENTS_V2 stays once it is set");
            }
            fresh.put("flags", (before & ~own) | (body.path("flags").asInt() & own));
        }
        if (body.has("content")) {
            fresh.put("content", body.path("content").asText("").strip());
        }
        for (String list : List.of("embeds", "components")) {
            if (body.has(list)) {
                fresh.set(
                        list,
                        body.path(list).isNull()
                                ? Json.array()
                                : body.path(list).deepCopy());
            }
        }
        attachments(fresh, message.place, body, files);
        check(fresh);
        message.json.setAll(fresh);
        if (body.has("content") || message.edits.isEmpty()) {
            mentions(message, body.path("allowed_mentions"));
        }
        message.allowedMentions.add(body.path("allowed_mentions").deepCopy());
    }

    /** The same as an edit: with its time, kept in the history, announced. */
    void edit(StoredMessage message, JsonNode body, List<Upload> files) {
        write(message, body, files);
        edited(message);
    }

    void edited(StoredMessage message) {
        var now = Instant.now();
        message.json.put("edited_timestamp", now.toString());
        message.edits.add(new SentMessage.Edit(message.content(), now));
        updated(message);
    }

    private void attachments(ObjectNode fresh, Place place, JsonNode body, List<Upload> files) {
        var kept = (ArrayNode) fresh.path("attachments");
        if (body.path("attachments").isArray()) {
            var named = new HashSet<String>();
            body.path("attachments").forEach(one -> named.add(one.path("id").asText()));
            kept.removeIf(one -> !named.contains(one.path("id").asText()));
        }
        files.forEach(file -> kept.add(attachment(place, file)));
        if (kept.size() > 10) {
            throw Refusal.form("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
        }
    }

    ObjectNode attachment(Place place, Upload file) {
        if (file.bytes().length > 10 << 20) {
            throw Refusal.of(413, 40005, "Request entity too large");
        }
        long id = world.ids.next();
        world.files.put(id, file);
        var url = origin + "/attachments/" + place.handle.id() + "/" + id + "/" + file.name();
        return Json.object()
                .put("id", Payloads.id(id))
                .put("filename", file.name())
                .put("size", file.bytes().length)
                .put("url", url)
                .put("proxy_url", url)
                .put("content_type", file.contentType())
                .put("flags", 0);
    }

    private static void check(ObjectNode message) {
        var content = message.path("content").asText();
        boolean second = (message.path("flags").asInt() & Flags.COMPONENTS_V2) != 0;
        if (content.codePointCount(0, content.length()) > MAX_CONTENT) {
            throw Refusal.form("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.");
        }
        if (second && (!content.isEmpty() || !message.path("embeds").isEmpty())) {
            throw Refusal.form(
                    "content",
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
        }
        var seen = new HashSet<String>();
        var all = message.path("components").findParents("type");
        int text = 0;
        for (JsonNode component : all) {
            int type = component.path("type").asInt();
            text += type == 10 ? component.path("content").asText().length() : 0;
            if (!second && type >= 9 && type < 18) {
                throw Refusal.form("components", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,)");
            }
            if (component.has("custom_id")
                    && !seen.add(component.path("custom_id").asText())) {
                throw Refusal.form(
                        "components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
            }
        }
        if (second && (all.size() > MAX_COMPONENTS || text > MAX_COMPONENT_TEXT)) {
            throw Refusal.form("components", "BASE_TYPE_MAX_LENGTH", "Too many components or too much text in them");
        }
        int embedded = message.path("embeds").findValuesAsText("description").stream()
                .mapToInt(String::length)
                .sum();
        if (embedded > MAX_EMBED_TEXT) {
            throw Refusal.form("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
        }
        if (content.isEmpty()
                && message.path("embeds").isEmpty()
                && message.path("attachments").isEmpty()
                && message.path("components").isEmpty()) {
            throw Refusal.of(400, 50006, "Cannot send an empty message");
        }
    }

    private void mentions(StoredMessage message, JsonNode allowed) {
        var said = allowed.isObject();
        var parse = new HashSet<String>();
        allowed.path("parse").forEach(kind -> parse.add(kind.asText()));
        var named = new HashSet<String>();
        allowed.path("users").forEach(id -> named.add(id.asText()));
        allowed.path("roles").forEach(id -> named.add(id.asText()));
        var reference =
                message.json.path("message_reference").path("message_id").asLong();
        var answered = message.place.messages.get(reference);
        var also = new HashSet<Long>();
        if (answered != null && (!said || allowed.path("replied_user").asBoolean())) {
            also.add(answered.author.id());
            message.pings.add(Payloads.id(answered.author.id()));
        }
        setContent(message, message.content(), also);
        var text = message.content() + " "
                + String.join(" ", message.json.path("components").findValuesAsText("content"));
        pinged(message, USER, text, !said || parse.contains("users"), named);
        pinged(message, ROLE, text, !said || parse.contains("roles"), named);
        boolean everyone =
                (text.contains("@everyone") || text.contains("@here")) && (!said || parse.contains("everyone"));
        message.json.put("mention_everyone", everyone);
        if (everyone) {
            message.pings.add("everyone");
        }
    }

    private static void pinged(StoredMessage message, Pattern kind, String text, boolean all, Set<String> named) {
        kind.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(id -> all || named.contains(id))
                .forEach(message.pings::add);
    }
}
