package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.engine.core.Adapters.Wanted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The field {@code lora} of a request, llama-server's: {@code [{"id": 0, "scale": 1.0}]}. An absent one means none. */
final class LoraField {
    private static final double SMALLEST_SCALE = 0.01;
    private static final double LARGEST_SCALE = 4;

    private LoraField() {}

    /** The adapters with a scale other than 0. */
    static List<Wanted> parse(JsonNode body) {
        JsonNode field = Json.field(body, "lora").orElseGet(Json::object);
        if (body.hasNonNull("lora") && !field.isArray()) {
            throw ApiException.invalid("'lora' must be a list of objects with 'id' and 'scale'.");
        }
        List<Wanted> wanted = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (JsonNode each : field) {
            if (!each.path("id").isInt() || !each.path("scale").isNumber()) {
                throw ApiException.invalid(
                        "Each entry of 'lora' needs an 'id', a whole number, and a 'scale', a number.");
            }
            int id = each.path("id").intValue();
            double scale = each.path("scale").doubleValue();
            if (!seen.add(id)) {
                throw ApiException.invalid("'lora' names the adapter " + id + " twice.");
            }
            if (scale != 0) {
                if (!(scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE)) {
                    throw ApiException.invalid("The scale of adapter " + id + " is " + scale + "; it must be 0, or "
                            + SMALLEST_SCALE + " to " + LARGEST_SCALE + ".");
                }
                wanted.add(new Wanted(id, (float) scale));
            }
        }
        return List.copyOf(wanted);
    }
}
