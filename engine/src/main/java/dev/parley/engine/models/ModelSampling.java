package dev.parley.engine.models;

/**
 * How a model's makers recommend to sample from it.
 *
 * @param temperature 0 (always the likeliest token) or more
 * @param topK that many likeliest tokens are looked at, 1 or more
 * @param topP tokens up to this sum of probabilities, 0 to 1
 * @param minP tokens of at least this share of the likeliest one's probability, 0 to 1
 * @param repeatPenalty 1 for none
 */
public record ModelSampling(double temperature, int topK, double topP, double minP, double repeatPenalty) {

    /** What holds for a model of which nothing is known: llama.cpp's own defaults. */
    public static final ModelSampling PLAIN = new ModelSampling(0.8, 40, 0.95, 0.05, 1.0);

    /** @throws IllegalArgumentException for a number out of its range */
    public ModelSampling {
        if (!(temperature >= 0 && temperature <= 10 && topK >= 1 && isShare(topP) && isShare(minP))
                || !(repeatPenalty >= 0.5 && repeatPenalty <= 2)) {
            throw new IllegalArgumentException(
                    "sampling out of range: temperature %s, top-k %s, top-p %s, min-p %s, repeat-penalty %s"
                            .formatted(temperature, topK, topP, minP, repeatPenalty));
        }
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }
}
