package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A request, taken apart.
 *
 * @param variables what the path's placeholders stand for
 * @param query the query's parameters
 * @param body the JSON, a missing node where there is none
 * @param files what came in a multipart body
 */
record Call(Map<String, String> variables, Map<String, String> query, JsonNode body, List<Upload> files) {
    long id(String variable) {
        return snowflake(variable, variables.get(variable));
    }

    String text(String variable) {
        return variables.get(variable);
    }

    static long snowflake(String field, String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw Refusal.form(field, "NUMBER_TYPE_COERCE", "Value \"" + text + "\" is not snowflake.");
        }
    }
}
