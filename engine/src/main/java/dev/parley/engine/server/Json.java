package dev.parley.engine.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON in and out, with errors that name the field. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode parse(byte[] body) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (IOException e) {
            throw ApiException.invalid("The body is no JSON: " + firstLine(String.valueOf(e.getMessage())));
        }
        if (!node.isObject()) {
            throw ApiException.invalid("The body must be a JSON object.");
        }
        return node;
    }

    static <T> @Nullable T read(String line, Class<T> type) throws JsonProcessingException {
        return MAPPER.readValue(line, type);
    }

    static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Optional<JsonNode> field(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    static double number(JsonNode node, String name, double otherwise) {
        return field(node, name)
                .map(value -> {
                    if (!value.isNumber()) {
                        throw ApiException.invalid("'" + name + "' must be a number.");
                    }
                    return value.doubleValue();
                })
                .orElse(otherwise);
    }

    static long integer(JsonNode node, String name, long otherwise) {
        return field(node, name)
                .map(value -> {
                    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                        throw ApiException.invalid("'" + name + "' must be a whole number.");
                    }
                    return value.longValue();
                })
                .orElse(otherwise);
    }

    static boolean flag(JsonNode node, String name, boolean otherwise) {
        return field(node, name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw ApiException.invalid("'" + name + "' must be true or false.");
                    }
                    return value.booleanValue();
                })
                .orElse(otherwise);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
