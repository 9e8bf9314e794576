package dev.parley.bot;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Turn;
import java.util.Locale;

/** The one object that {@code parley ask --json} prints. */
final class AnswerJson {
    private AnswerJson() {}

    static ObjectNode of(Turn reply) {
        Generation generation = requireNonNull(reply.generation());
        return JsonNodeFactory.instance
                .objectNode()
                .put("text", reply.text())
                .put("persona", generation.persona())
                .put("model", generation.model())
                .put("adapter", generation.adapter())
                .put("prompt_tokens", generation.promptTokens())
                .put("cached_tokens", generation.cachedTokens())
                .put("completion_tokens", generation.completionTokens())
                .put("ttft_ms", generation.ttftMillis())
                .put("prefill_tps", generation.prefillTps())
                .put("decode_tps", generation.decodeTps())
                .put("finish_reason", generation.finish().name().toLowerCase(Locale.ROOT))
                .put("dropped_turns", generation.droppedTurns());
    }
}
