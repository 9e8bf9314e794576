package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.databind.JsonNode;

/** Something that happened in the workspace. */
sealed interface SlackEvent {
    /** Slack's id of the event: the same when it is delivered again. Empty where there is none. */
    String id();

    /**
     * A message is there.
     *
     * @param mention whether Slack says that it mentions Parley; it may say so of the same message again without
     */
    record Written(String id, SlackMessage message, boolean mention) implements SlackEvent {}

    /** A message has another text. */
    record Edited(String id, SlackMessage message) implements SlackEvent {}

    /** A message is no more. */
    record Deleted(String id, String channel, String ts) implements SlackEvent {}

    /**
     * Anything else.
     *
     * @param type such as {@code app_home_opened}
     * @param event as Slack sent it
     */
    record Other(String id, String type, JsonNode event) implements SlackEvent {}

    /** What a request of the Events API tells. */
    static SlackEvent of(JsonNode request) {
        String id = request.path("event_id").asText();
        JsonNode event = request.path("event");
        String type = event.path("type").asText();
        return switch (type) {
            case "app_mention" -> new Written(id, SlackMessage.of(event), true);
            case "message" -> message(id, event);
            default -> new Other(id, type, event);
        };
    }

    private static SlackEvent message(String id, JsonNode event) {
        String channel = event.path("channel").asText();
        String subtype = event.path("subtype").asText();
        JsonNode now = event.path("message");
        JsonNode before = event.path("previous_message");
        return switch (subtype) {
            case "message_deleted" ->
                new Deleted(
                        id,
                        channel,
                        event.path("deleted_ts").asText(before.path("ts").asText()));
            case "message_changed" -> {
                // The first message of a thread stays as a stone when it is deleted.
                if (now.path("subtype").asText().equals("tombstone")) {
                    yield new Deleted(id, channel, now.path("ts").asText());
                }
                // Slack also tells when it adds a preview, or when a reply is added to a thread.
                boolean same =
                        now.path("text").asText().equals(before.path("text").asText());
                yield same || !now.has("ts")
                        ? new Other(id, "message." + subtype, event)
                        : new Edited(
                                id,
                                SlackMessage.of(
                                        now,
                                        channel,
                                        SlackMessage.Place.of(
                                                event.path("channel_type").asText(), channel)));
            }
            default -> new Written(id, SlackMessage.of(event), false);
        };
    }
}
