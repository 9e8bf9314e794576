package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.engine.core.Adapters;
import dev.parley.engine.core.Adapters.Loaded;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code GET /lora-adapters}, llama-server's, and Parley's own {@code POST /lora-adapters/load}. */
final class LoraAdapters {
    private final Adapters adapters;

    LoraAdapters(Adapters adapters) {
        this.adapters = adapters;
    }

    ArrayNode list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Loaded each : adapters.list()) {
            // The scale is what a request without 'lora' gets.
            list.addObject()
                    .put("id", each.id())
                    .put("path", each.path().toString())
                    .put("scale", 0.0)
                    .put("sha256", each.sha256());
        }
        return list;
    }

    ObjectNode load(JsonNode body) {
        return Json.object().put("id", adapters.load(path(body), sha256(body)).id());
    }

    /** Absolute, because the engine's own folder says nothing to whoever asks. */
    private static Path path(JsonNode body) {
        String text = body.path("path").asText("");
        try {
            Path path = Path.of(text);
            if (body.path("path").isTextual() && path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw ApiException.invalid("'path' must be the absolute path of an adapter's file.");
    }

    private static @Nullable String sha256(JsonNode body) {
        JsonNode sha256 = Json.field(body, "sha256").orElse(null);
        if (sha256 == null) {
            return null;
        }
        if (!sha256.isTextual() || !sha256.textValue().matches("[0-9a-fA-F]{64}")) {
            throw ApiException.invalid("'sha256' must be 64 hexadecimal digits.");
        }
        return sha256.textValue().toLowerCase(Locale.ROOT);
    }
}
