package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call's arguments.
 *
 * @param method the method's name
 * @param arguments by name; text from a form, any node from JSON
 */
record Call(String method, Map<String, JsonNode> arguments) {
    static Map<String, JsonNode> form(String text) {
        var found = new LinkedHashMap<String, JsonNode>();
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                int sign = pair.indexOf('=');
                found.put(
                        decode(sign < 0 ? pair : pair.substring(0, sign)),
                        TextNode.valueOf(sign < 0 ? "" : decode(pair.substring(sign + 1))));
            }
        }
        return found;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    boolean has(String name) {
        var value = arguments.get(name);
        return value != null
                && !value.isNull()
                && !(value.isTextual() && value.asText().isEmpty());
    }

    String text(String name) {
        var value = arguments.get(name);
        return value == null || value.isNull() ? "" : value.isValueNode() ? value.asText() : Json.text(value);
    }

    /** An argument that is JSON, either itself or as text. */
    JsonNode json(String name) {
        var value = arguments.get(name);
        return value == null ? Json.none() : value.isTextual() ? Json.read(value.asText()) : value;
    }

    boolean flag(String name) {
        return text(name).equals("true") || text(name).equals("1");
    }

    int number(String name, int fallback) {
        try {
            return has(name) ? Integer.parseInt(text(name)) : fallback;
        } catch (NumberFormatException e) {
            throw Refusal.of("invalid_arguments");
        }
    }
}
