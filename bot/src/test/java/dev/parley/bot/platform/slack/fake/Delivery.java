package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * Something for the bot.
 *
 * @param type events_api, slash_commands or interactive
 * @param payload what is in the envelope
 * @param answerable whether the acknowledgement may carry something
 * @param acked takes what the acknowledgement carried
 */
record Delivery(String type, ObjectNode payload, boolean answerable, Consumer<JsonNode> acked) {
    boolean isEvent() {
        return type.equals("events_api");
    }

    String eventId() {
        return payload.path("event_id").asText();
    }
}
