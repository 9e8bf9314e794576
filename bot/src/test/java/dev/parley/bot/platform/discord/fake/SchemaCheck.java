package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * JSON Schema as far as Discord's description uses it. {@code oneOf} is read as {@code anyOf}: the description has
 * alternatives that overlap.
 */
final class SchemaCheck {
    private static final Pattern SENT_AS_TEXT = Pattern.compile(".*/(contexts|integration_types)/\\d+");

    private static final Pattern SENT_AS_NUMBER = Pattern.compile(".*/attachments/\\d+/id|/recipient_id");

    private final JsonNode root;

    SchemaCheck(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with {@code value}, each with its path; empty where nothing is. */
    List<String> problems(JsonNode schema, JsonNode value, String path) {
        if (schema.has("$ref")) {
            return problems(root.at(schema.path("$ref").asText().substring(1)), value, path);
        }
        if (value.isTextual()
                && SENT_AS_TEXT.matcher(path).matches()
                && value.asText().matches("\\d")) {
            // JDA sends these numbers as strings and Discord takes them.
            return problems(schema, IntNode.valueOf(Integer.parseInt(value.asText())), path);
        }
        if (value.isIntegralNumber() && SENT_AS_NUMBER.matcher(path).matches()) {
            // The other way round: JDA numbers uploaded files and recipients with numbers.
            return problems(schema, TextNode.valueOf(value.asText()), path);
        }
        var found = new ArrayList<String>();
        alternatives(schema, value, path, found);
        schema.path("allOf").forEach(all -> found.addAll(problems(all, value, path)));
        if (schema.has("const") && !same(schema.path("const"), value)) {
            found.add(path + " is not " + schema.path("const"));
        }
        if (schema.has("enum") && !anyEquals(schema.path("enum"), value)) {
            found.add(path + " is none of " + schema.path("enum"));
        }
        if (schema.has("type") && !ofType(schema.path("type"), value)) {
            found.add(path + " is no " + schema.path("type"));
            return found;
        }
        if (value.isTextual()) {
            text(schema, value.asText(), path, found);
        } else if (value.isNumber()) {
            number(schema, value, path, found);
        } else if (value.isArray()) {
            array(schema, value, path, found);
        } else if (value.isObject()) {
            object(schema, value, path, found);
        }
        return found;
    }

    private void alternatives(JsonNode schema, JsonNode value, String path, List<String> found) {
        for (String keyword : List.of("oneOf", "anyOf")) {
            if (!schema.has(keyword)) {
                continue;
            }
            List<String> nearest = null;
            for (JsonNode alternative : schema.path(keyword)) {
                var problems = problems(alternative, value, path);
                if (nearest == null || problems.size() < nearest.size()) {
                    nearest = problems;
                }
            }
            found.addAll(nearest == null ? List.of() : nearest);
        }
    }

    private static boolean same(JsonNode expected, JsonNode value) {
        return (expected.isNumber() && value.isNumber())
                ? expected.decimalValue().compareTo(value.decimalValue()) == 0
                : expected.equals(value);
    }

    private static boolean anyEquals(JsonNode allowed, JsonNode value) {
        for (JsonNode one : allowed) {
            if (same(one, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean ofType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (ofType(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "null" -> value.isNull();
            case "boolean" -> value.isBoolean();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "array" -> value.isArray();
            default -> value.isObject();
        };
    }

    private static void text(JsonNode schema, String text, String path, List<String> found) {
        int length = text.codePointCount(0, text.length());
        if (schema.has("maxLength") && length > schema.path("maxLength").asInt()) {
            found.add(path + " is longer than " + schema.path("maxLength"));
        }
        if (length < schema.path("minLength").asInt()) {
            found.add(path + " is shorter than " + schema.path("minLength"));
        }
        if (schema.has("pattern")
                && !Pattern.compile(schema.path("pattern").asText())
                        .matcher(text)
                        .find()) {
            found.add(path + " does not match " + schema.path("pattern"));
        }
    }

    private static void number(JsonNode schema, JsonNode value, String path, List<String> found) {
        if (schema.has("minimum")
                && value.decimalValue().compareTo(schema.path("minimum").decimalValue()) < 0) {
            found.add(path + " is below " + schema.path("minimum"));
        }
        if (schema.has("maximum")
                && value.decimalValue().compareTo(schema.path("maximum").decimalValue()) > 0) {
            found.add(path + " is above " + schema.path("maximum"));
        }
    }

    private void array(JsonNode schema, JsonNode value, String path, List<String> found) {
        if (schema.has("maxItems") && value.size() > schema.path("maxItems").asInt()) {
            found.add(path + " has more than " + schema.path("maxItems") + " items");
        }
        if (value.size() < schema.path("minItems").asInt()) {
            found.add(path + " has fewer than " + schema.path("minItems") + " items");
        }
        var seen = new HashSet<JsonNode>();
        int index = 0;
        for (JsonNode item : value) {
            if (schema.path("uniqueItems").asBoolean() && !seen.add(item)) {
                found.add(path + "/" + index + " is there twice");
            }
            if (schema.has("items")) {
                found.addAll(problems(schema.path("items"), item, path + "/" + index));
            }
            index++;
        }
    }

    private void object(JsonNode schema, JsonNode value, String path, List<String> found) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                found.add(path + "/" + name.asText() + " is missing");
            }
        });
        if (schema.has("maxProperties")
                && value.size() > schema.path("maxProperties").asInt()) {
            found.add(path + " has more than " + schema.path("maxProperties") + " fields");
        }
        var others = schema.path("additionalProperties");
        value.properties().forEach(field -> {
            var inner = path + "/" + field.getKey();
            if (schema.path("properties").has(field.getKey())) {
                found.addAll(problems(schema.path("properties").path(field.getKey()), field.getValue(), inner));
            } else if (others.isObject()) {
                found.addAll(problems(others, field.getValue(), inner));
            } else if (others.isBoolean() && !others.asBoolean()) {
                found.add(inner + " is unknown");
            }
        });
    }
}
