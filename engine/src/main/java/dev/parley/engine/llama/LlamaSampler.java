package dev.parley.engine.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A chain of samplers in llama.cpp's own order: penalties, top-k, top-p, min-p, temperature, then a draw. One for each
 * reply; it remembers the tokens that it drew.
 */
public final class LlamaSampler implements AutoCloseable {
    /** How many of the last tokens a penalty looks at; llama.cpp's default. */
    public static final int PENALTY_WINDOW = 64;

    private static final long MIN_KEEP = 1;

    private final LlamaApi api;
    private final MemorySegment chain;
    private final SamplerSettings settings;

    /**
     * Builds a chain.
     *
     * @param library the library
     * @param settings what it holds; every value finite and in its range
     * @param seed of the draw, 32 bits
     */
    public LlamaSampler(LlamaLibrary library, SamplerSettings settings, int seed) {
        api = library.api();
        this.settings = settings;
        try (Arena arena = Arena.ofConfined()) {
            chain = api.sampler_chain_init.call(api.sampler_chain_default_params.call(arena));
        }
        if (settings.penalises()) {
            add(api.sampler_init_penalties.call(
                    PENALTY_WINDOW, (float) settings.repeatPenalty(), (float) settings.frequencyPenalty(), (float)
                            settings.presencePenalty()));
        }
        // Always some top-k first: without it every later step sorts the whole vocabulary, ten times as slow.
        add(api.sampler_init_top_k.call(settings.kept()));
        if (!settings.greedy()) {
            add(api.sampler_init_top_p.call((float) settings.topP(), MIN_KEEP));
            add(api.sampler_init_min_p.call((float) settings.minP(), MIN_KEEP));
            add(api.sampler_init_temp.call((float) settings.temperature()));
        }
        add(api.sampler_init_dist.call(seed));
    }

    /**
     * Takes note of a token that was not drawn here, so that penalties count it.
     *
     * @param token its id, inside the vocabulary
     */
    public void accept(int token) {
        api.sampler_accept.call(chain, token);
    }

    MemorySegment pointer() {
        return chain;
    }

    /**
     * How many of the most probable tokens hold all that the chain can draw. Penalties that only lower push at most those
     * of their window behind others; one that raises may lift any token.
     */
    int candidates(int vocabularySize) {
        if (settings.raises()) {
            return vocabularySize;
        }
        return Math.min(vocabularySize, settings.kept() + (settings.penalises() ? PENALTY_WINDOW : 0));
    }

    private void add(MemorySegment sampler) {
        api.sampler_chain_add.call(chain, sampler);
    }

    @Override
    public void close() {
        api.sampler_free.call(chain);
    }
}
