package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A message and how it came to be what it is. Guarded by the world's lock. */
final class StoredMessage {
    final FakeUser author;
    final Place place;
    final ObjectNode json;
    final Instant created = Instant.now();
    final List<JsonNode> allowedMentions = new ArrayList<>();
    final Set<String> pings = new LinkedHashSet<>();
    final List<SentMessage.Edit> edits = new ArrayList<>();

    StoredMessage(FakeUser author, Place place, ObjectNode json) {
        this.author = author;
        this.place = place;
        this.json = json;
    }

    long id() {
        return json.path("id").asLong();
    }

    int flags() {
        return json.path("flags").asInt();
    }

    boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    String content() {
        return json.path("content").asText();
    }

    boolean mentions(FakeUser user) {
        for (JsonNode mentioned : json.path("mentions")) {
            if (mentioned.path("id").asLong() == user.id()) {
                return true;
            }
        }
        return false;
    }

    SentMessage sent() {
        return new SentMessage(
                id(),
                author,
                content(),
                json.path("components").deepCopy(),
                json.path("embeds").deepCopy(),
                json.path("attachments").deepCopy(),
                flags(),
                List.copyOf(allowedMentions),
                Set.copyOf(pings),
                json.path("nonce").asText(""),
                json.path("message_reference").path("message_id").asLong(),
                created,
                List.copyOf(edits));
    }
}
