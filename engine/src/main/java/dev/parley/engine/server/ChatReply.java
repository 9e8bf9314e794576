package dev.parley.engine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.engine.core.GenerationResult;
import dev.parley.engine.core.ScoredToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes out: OpenAI's chat objects with llama-server's {@code timings} and {@code prompt_progress}. */
record ChatReply(
        String id, long created, String model, @Nullable Logprobs logprobs) {
    ObjectNode text(String content, List<ScoredToken> scores) {
        ObjectNode chunk = chunk(null, content, null);
        if (logprobs != null) {
            ((ObjectNode) chunk.at("/choices/0")).set("logprobs", logprobs.chat(scores));
        }
        return chunk;
    }

    ObjectNode chunk(@Nullable String role, @Nullable String content, @Nullable String finishReason) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        ObjectNode delta = choice.putObject("delta");
        if (role != null) {
            delta.put("role", role);
        }
        if (content != null) {
            delta.put("content", content);
        }
        choice.put("finish_reason", finishReason);
        return chunk;
    }

    ObjectNode progress(int processed, int cached, int total, long millis) {
        ObjectNode chunk = chunk(null, null, null);
        chunk.putObject("prompt_progress")
                .put("total", total)
                .put("cache", cached)
                .put("processed", processed)
                .put("time_ms", millis);
        return chunk;
    }

    /** The last chunk: no choices, but what it took. */
    ObjectNode closing(GenerationResult result, boolean usage) {
        ObjectNode chunk = head("chat.completion.chunk");
        chunk.putArray("choices");
        if (usage) {
            chunk.set("usage", usage(result));
        }
        chunk.set("timings", timings(result));
        return chunk;
    }

    ObjectNode whole(String content, List<ScoredToken> scores, GenerationResult result) {
        ObjectNode reply = head("chat.completion");
        ObjectNode choice = reply.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", content);
        if (logprobs != null) {
            choice.set("logprobs", logprobs.chat(scores));
        }
        choice.put("finish_reason", finishReason(result));
        reply.set("usage", usage(result));
        reply.set("timings", timings(result));
        return reply;
    }

    static String finishReason(GenerationResult result) {
        return switch (result.finish()) {
            case STOP, CANCELLED -> "stop";
            case LENGTH -> "length";
        };
    }

    private ObjectNode head(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    static ObjectNode usage(GenerationResult result) {
        ObjectNode usage = Json.object()
                .put("prompt_tokens", result.promptTokens())
                .put("completion_tokens", result.completionTokens())
                .put("total_tokens", result.promptTokens() + result.completionTokens());
        usage.putObject("prompt_tokens_details").put("cached_tokens", result.cachedTokens());
        return usage;
    }

    /** The first token belongs to reading: its step is the last one of the prompt. */
    private static ObjectNode timings(GenerationResult result) {
        int read = result.promptTokens() - result.cachedTokens();
        return Json.object()
                .put("cache_n", result.cachedTokens())
                .put("prompt_n", read)
                .put("prompt_ms", result.promptMillis())
                .put("prompt_per_second", perSecond(read, result.promptMillis()))
                .put("predicted_n", result.completionTokens())
                .put("predicted_ms", result.completionMillis())
                .put("predicted_per_second", perSecond(result.completionTokens() - 1, result.completionMillis()));
    }

    private static double perSecond(int tokens, double millis) {
        return millis > 0 ? Math.max(0, tokens) * 1000 / millis : 0;
    }
}
