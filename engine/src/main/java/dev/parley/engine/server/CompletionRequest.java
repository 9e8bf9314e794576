package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.Adapters.Wanted;
import dev.parley.engine.core.Engine;
import dev.parley.engine.core.GenerationRequest;
import dev.parley.engine.core.Prompt;
import dev.parley.engine.core.Scoring;
import dev.parley.engine.llama.SamplerSettings;
import java.util.List;

/**
 * The body of {@code /v1/completions}: OpenAI's old fields as far as this engine serves them, and {@code lora}. Nothing of
 * it is ever kept, and with {@code echo} and {@code logprobs} nothing comes from the cache either.
 *
 * @param prompt a text, in which no spelling becomes a control token, or token ids
 * @param echo whether the prompt's text, and its tokens' probabilities, come in front
 * @param maxTokens the most tokens to generate, 0 only with echo
 * @param logprobs whether probabilities are wanted
 * @param alternatives how many alternatives come with each
 */
record CompletionRequest(
        Prompt prompt,
        boolean echo,
        int maxTokens,
        boolean logprobs,
        int alternatives,
        SamplerSettings sampling,
        int seed,
        List<String> stop,
        boolean stream,
        List<Wanted> lora) {

    /** OpenAI's. */
    private static final int DEFAULT_TOKENS = 16;

    static CompletionRequest parse(JsonNode body, Engine engine) {
        if (Json.integer(body, "n", 1) != 1 || Json.integer(body, "best_of", 1) != 1) {
            throw ApiException.invalid("'n' and 'best_of' must be 1: this engine gives one reply a request.");
        }
        if (body.hasNonNull("suffix")) {
            throw ApiException.invalid("'suffix' is not served by this engine.");
        }
        boolean echo = Json.flag(body, "echo", false);
        long maxTokens = Json.integer(body, "max_tokens", DEFAULT_TOKENS);
        if (maxTokens < (echo ? 0 : 1)) {
            throw ApiException.invalid(
                    "'max_tokens' is " + maxTokens + "; it must be at least 1, or 0 with 'echo': true.");
        }
        return new CompletionRequest(
                prompt(body, engine),
                echo,
                (int) Math.min(maxTokens, Integer.MAX_VALUE),
                body.hasNonNull("logprobs"),
                ChatRequest.alternatives(body, "logprobs"),
                ChatRequest.sampling(body),
                ChatRequest.seed(body),
                ChatRequest.stop(body),
                Json.flag(body, "stream", false),
                LoraField.parse(body));
    }

    GenerationRequest generation(AdapterSet adapters) {
        // Reading without a reply is what scoring does.
        boolean readWhole = echo && (logprobs || maxTokens == 0);
        return new GenerationRequest(
                prompt,
                maxTokens,
                sampling,
                seed,
                stop,
                null,
                !readWhole,
                adapters,
                new Scoring(logprobs, readWhole, alternatives));
    }

    private static Prompt prompt(JsonNode body, Engine engine) {
        JsonNode prompt = body.path("prompt");
        Prompt read;
        if (prompt.isTextual()) {
            read = engine.prompts().encode(prompt.textValue());
        } else {
            if (!prompt.isArray()) {
                throw ApiException.invalid("'prompt' must be a text or a list of token ids.");
            }
            int[] ids = new int[prompt.size()];
            for (int i = 0; i < ids.length; i++) {
                JsonNode id = prompt.get(i);
                if (!id.isInt() || id.intValue() < 0 || id.intValue() >= engine.vocabularySize()) {
                    throw ApiException.invalid("'prompt' holds " + id + " in the place " + i
                            + "; this model's token ids are 0 to " + (engine.vocabularySize() - 1) + ".");
                }
                ids[i] = id.intValue();
            }
            read = Prompt.of(ids);
        }
        if (read.tokens().length == 0) {
            throw ApiException.invalid("'prompt' must hold at least one token.");
        }
        return read;
    }
}
