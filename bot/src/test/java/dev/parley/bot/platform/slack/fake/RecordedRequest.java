package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;

/**
 * A call that arrived, without its token.
 *
 * @param method such as chat.update
 * @param arguments by name; text where they came in a form
 * @param status the HTTP status; 0 where the connection was cut
 * @param outcome "ok" or the error
 * @param at when it arrived
 */
public record RecordedRequest(String method, Map<String, JsonNode> arguments, int status, String outcome, Instant at) {
    /** Copies the arguments. */
    public RecordedRequest {
        arguments = Map.copyOf(arguments);
    }

    /** One argument as text; empty where it was not there. */
    public String argument(String name) {
        var value = arguments.get(name);
        return value == null ? "" : value.isValueNode() ? value.asText() : Json.text(value);
    }

    /** Whether Slack did what was asked. */
    public boolean ok() {
        return outcome.equals("ok");
    }
}
