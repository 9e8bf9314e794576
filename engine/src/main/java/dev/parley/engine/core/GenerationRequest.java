package dev.parley.engine.core;

import dev.parley.engine.llama.SamplerSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is wanted.
 *
 * @param prompt what the model reads
 * @param maxTokens the most tokens to generate, at least 1; less where the context ends before
 * @param sampling how tokens are drawn
 * @param seed of the draw
 * @param stop texts that end the reply and are not part of it
 * @param cacheKey the conversation; null for none: then only shared states are used and nothing is kept
 * @param cachePrompt false to read the prompt afresh, in chunks of a fixed size, and keep nothing: the same seed on an
 *     idle engine gives the same text then
 * @param adapters under which the prompt is read and the reply is computed
 * @param scoring whether probabilities are wanted; those of the prompt only with {@code cachePrompt} false, as every
 *     token has to be read for them, and alone they allow {@code maxTokens} 0
 * @param ignoreEnd true: the tokens that end a reply are never drawn, so that it gets as long as it may
 */
public record GenerationRequest(
        Prompt prompt,
        int maxTokens,
        SamplerSettings sampling,
        int seed,
        List<String> stop,
        @Nullable String cacheKey,
        boolean cachePrompt,
        AdapterSet adapters,
        Scoring scoring,
        boolean ignoreEnd) {

    /** A reply that ends where the model ends it. */
    public GenerationRequest(
            Prompt prompt,
            int maxTokens,
            SamplerSettings sampling,
            int seed,
            List<String> stop,
            @Nullable String cacheKey,
            boolean cachePrompt,
            AdapterSet adapters,
            Scoring scoring) {
        this(prompt, maxTokens, sampling, seed, stop, cacheKey, cachePrompt, adapters, scoring, false);
    }

    /** Refuses what cannot be done. */
    public GenerationRequest {
        stop = List.copyOf(stop);
        if (scoring.prompt() && cachePrompt) {
            throw new IllegalArgumentException("A prompt that is scored has to be read afresh.");
        }
        if (maxTokens < (scoring.prompt() ? 0 : 1)) {
            throw new IllegalArgumentException("A reply has at least one token.");
        }
    }
}
