package dev.parley.engine.client;

import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen. The ranges are the engine's; NaN, infinities and nonsense are refused here already, where
 * the message can name the field.
 *
 * @param temperature 0 (always the likeliest token) to 5
 * @param topK only the k likeliest, 1 to 1000
 * @param topP only the likeliest that sum to this probability, above 0 to 1; 1 switches it off
 * @param minP only those with at least this share of the likeliest one's probability, 0 to 1; 0 switches it off
 * @param repeatPenalty divides the logits of recent tokens, 0.5 to 2; 1 switches it off
 * @param seed 0 to 4,294,967,294, or null for a fresh one each time (4,294,967,295 means that in llama.cpp)
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repeatPenalty,
        @Nullable Long seed) {

    private static final long LARGEST_SEED = 0xFFFF_FFFEL;

    /** Refuses what is out of range, naming the field. */
    public Sampling {
        require(temperature >= 0 && temperature <= 5, "temperature", "from 0 to 5", temperature);
        require(topK >= 1 && topK <= 1000, "top-k", "from 1 to 1000", topK);
        require(topP > 0 && topP <= 1, "top-p", "above 0 and at most 1", topP);
        require(minP >= 0 && minP <= 1, "min-p", "from 0 to 1", minP);
        require(repeatPenalty >= 0.5 && repeatPenalty <= 2, "repeat-penalty", "from 0.5 to 2", repeatPenalty);
        require(
                seed == null || (seed >= 0 && seed <= LARGEST_SEED),
                "seed",
                "from 0 to " + LARGEST_SEED,
                seed == null ? 0 : seed);
    }

    /**
     * The same with another seed.
     *
     * @param another see {@link Sampling}
     * @return the copy
     */
    public Sampling seeded(long another) {
        return new Sampling(temperature, topK, topP, minP, repeatPenalty, another);
    }

    private static void require(boolean holds, String name, String range, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + range + ", but it is " + value + ".");
        }
    }
}
