package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.Adapters.Wanted;
import dev.parley.engine.core.GenerationRequest;
import dev.parley.engine.core.Message;
import dev.parley.engine.core.Prompt;
import dev.parley.engine.core.Scoring;
import dev.parley.engine.llama.SamplerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code /v1/chat/completions}: OpenAI's fields as far as this engine serves them, and llama-server's
 * {@code cache_prompt}, {@code return_progress}, {@code top_k}, {@code min_p}, {@code repeat_penalty}, {@code lora},
 * {@code ignore_eos}. What would change the answer and is not served is refused rather than ignored.
 */
record ChatRequest(
        List<Message> messages,
        boolean stream,
        boolean includeUsage,
        boolean returnProgress,
        int maxTokens,
        SamplerSettings sampling,
        int seed,
        List<String> stop,
        @Nullable String cacheKey,
        boolean cachePrompt,
        List<Wanted> lora,
        Scoring scoring,
        boolean ignoreEnd) {

    private static final int MOST_STOPS = 16;

    static ChatRequest parse(JsonNode body) {
        refuse(body);
        String limit = Json.field(body, "max_completion_tokens").isPresent() ? "max_completion_tokens" : "max_tokens";
        long maxTokens = Json.integer(body, limit, Integer.MAX_VALUE);
        if (maxTokens < 1) {
            throw ApiException.invalid("'" + limit + "' is " + maxTokens + "; it must be at least 1.");
        }
        return new ChatRequest(
                messages(body),
                Json.flag(body, "stream", false),
                includeUsage(body),
                Json.flag(body, "return_progress", false),
                (int) Math.min(maxTokens, Integer.MAX_VALUE),
                sampling(body),
                seed(body),
                stop(body),
                cacheKey(body),
                Json.flag(body, "cache_prompt", true),
                LoraField.parse(body),
                scoring(body),
                Json.flag(body, "ignore_eos", false));
    }

    /** Reads the messages of a chat request or of {@code /tokenize}. */
    static List<Message> messages(JsonNode body) {
        JsonNode array = body.path("messages");
        if (!array.isArray() || array.isEmpty()) {
            throw ApiException.invalid("'messages' must be a list of at least one message.");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode each : array) {
            messages.add(new Message(role(each), content(each.path("content"))));
        }
        return List.copyOf(messages);
    }

    static SamplerSettings sampling(JsonNode body) {
        // The defaults are llama-server's.
        return new SamplerSettings(
                Json.number(body, "temperature", 0.8),
                Math.clamp(Json.integer(body, "top_k", 40), Integer.MIN_VALUE, Integer.MAX_VALUE),
                Json.number(body, "top_p", 0.95),
                Json.number(body, "min_p", 0.05),
                Json.number(body, "repeat_penalty", 1),
                Json.number(body, "frequency_penalty", 0),
                Json.number(body, "presence_penalty", 0));
    }

    static int seed(JsonNode body) {
        return Long.hashCode(
                Json.integer(body, "seed", ThreadLocalRandom.current().nextLong()));
    }

    static @Nullable String cacheKey(JsonNode body) {
        JsonNode key = Json.field(body, "prompt_cache_key").orElse(null);
        if (key == null) {
            return null;
        }
        if (!key.isTextual() || key.textValue().isEmpty() || key.textValue().length() > 200) {
            throw ApiException.invalid("'prompt_cache_key' must be a text of 1 to 200 characters.");
        }
        return key.textValue();
    }

    GenerationRequest generation(Prompt prompt, AdapterSet adapters) {
        return new GenerationRequest(
                prompt, maxTokens, sampling, seed, stop, cacheKey, cachePrompt, adapters, scoring, ignoreEnd);
    }

    private static void refuse(JsonNode body) {
        if (Json.integer(body, "n", 1) != 1) {
            throw ApiException.invalid("'n' must be 1: this engine gives one reply a request.");
        }
        if (body.path("tools").size() > 0 || body.path("functions").size() > 0) {
            throw ApiException.invalid("'tools' are not served by this engine.");
        }
        String format = body.path("response_format").path("type").asText("text");
        if (!format.equals("text")) {
            throw ApiException.invalid("'response_format' " + format + " is not served by this engine.");
        }
    }

    private static Scoring scoring(JsonNode body) {
        boolean wanted = Json.flag(body, "logprobs", false);
        int alternatives = alternatives(body, "top_logprobs");
        if (alternatives > 0 && !wanted) {
            throw ApiException.invalid("'top_logprobs' needs 'logprobs': true.");
        }
        return new Scoring(wanted, false, alternatives);
    }

    /** How many alternatives a field asks for. */
    static int alternatives(JsonNode body, String name) {
        long alternatives = Json.integer(body, name, 0);
        if (alternatives < 0 || alternatives > Scoring.MOST_ALTERNATIVES) {
            throw ApiException.invalid(
                    "'" + name + "' is " + alternatives + "; it must be 0 to " + Scoring.MOST_ALTERNATIVES + ".");
        }
        return (int) alternatives;
    }

    private static Message.Role role(JsonNode message) {
        return switch (message.path("role").asText("")) {
            case "system", "developer" -> Message.Role.SYSTEM;
            case "user" -> Message.Role.USER;
            case "assistant" -> Message.Role.ASSISTANT;
            case String other ->
                throw ApiException.invalid("There is no role '" + other + "' here; use system, user or assistant.");
        };
    }

    private static String content(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (content.isMissingNode() || content.isNull()) {
            return "";
        }
        if (!content.isArray()) {
            throw ApiException.invalid("'content' must be a text or a list of text parts.");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText("").equals("text")
                    || !part.path("text").isTextual()) {
                throw ApiException.invalid(
                        "A part of type '" + part.path("type").asText("") + "' is not served: this engine reads text.");
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }

    private static boolean includeUsage(JsonNode body) {
        JsonNode options = Json.field(body, "stream_options").orElseGet(Json::object);
        if (!options.isObject()) {
            throw ApiException.invalid("'stream_options' must be an object.");
        }
        return Json.flag(options, "include_usage", false);
    }

    static List<String> stop(JsonNode body) {
        JsonNode stop = body.path("stop");
        List<String> texts = new ArrayList<>();
        if (stop.isTextual()) {
            texts.add(stop.textValue());
        } else if (stop.isArray()) {
            stop.forEach(each -> texts.add(each.isTextual() ? each.textValue() : ""));
        } else if (!stop.isMissingNode() && !stop.isNull()) {
            throw ApiException.invalid("'stop' must be a text or a list of texts.");
        }
        if (texts.size() > MOST_STOPS || texts.contains("")) {
            throw ApiException.invalid("'stop' must be 1 to " + MOST_STOPS + " texts, none of them empty.");
        }
        return List.copyOf(texts);
    }
}
