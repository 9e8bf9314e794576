package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A modal on somebody's screen, or a Home tab.
 *
 * @param id Slack's id
 * @param user whose screen it is
 * @param json the view as Slack keeps it
 * @param closed whether it is gone from the screen
 */
public record OpenView(String id, String user, JsonNode json, boolean closed) {
    /** The callback_id, or empty. */
    public String callbackId() {
        return json.path("callback_id").asText();
    }

    /** The title, or empty. */
    public String title() {
        return json.path("title").path("text").asText();
    }
}
