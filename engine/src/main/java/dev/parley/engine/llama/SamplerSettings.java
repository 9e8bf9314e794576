package dev.parley.engine.llama;

/**
 * How the next token is drawn. llama.cpp aborts or loops on values that are not finite, so the record refuses them.
 *
 * @param temperature 0 to 5; 0 takes the most probable token
 * @param topK 1 to 1000: only so many of the most probable are considered
 * @param topP above 0 to 1: only the most probable whose sum reaches this
 * @param minP 0 to 1: only those at least this times as probable as the best
 * @param repeatPenalty 0.5 to 2; 1 for none
 * @param frequencyPenalty -2 to 2; 0 for none
 * @param presencePenalty -2 to 2; 0 for none
 */
public record SamplerSettings(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repeatPenalty,
        double frequencyPenalty,
        double presencePenalty) {

    /** Checks the ranges. */
    public SamplerSettings {
        within("temperature", temperature, 0, 5);
        within("top_k", topK, 1, 1000);
        within("top_p", topP, 1e-6, 1);
        within("min_p", minP, 0, 1);
        within("repeat_penalty", repeatPenalty, 0.5, 2);
        within("frequency_penalty", frequencyPenalty, -2, 2);
        within("presence_penalty", presencePenalty, -2, 2);
    }

    boolean greedy() {
        return temperature == 0;
    }

    boolean penalises() {
        return repeatPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0;
    }

    /** Whether a penalty makes tokens more probable that were said before. */
    boolean raises() {
        return repeatPenalty < 1 || frequencyPenalty < 0 || presencePenalty < 0;
    }

    /** How many of the most probable tokens are left to draw from. */
    int kept() {
        return greedy() ? 1 : topK;
    }

    /**
     * Says whether the most probable token is all there is to it, so that no sampler is needed.
     *
     * @return true at temperature 0 without penalties
     */
    public boolean isArgmax() {
        return greedy() && !penalises();
    }

    private static void within(String name, double value, double least, double most) {
        // Written so that NaN fails too.
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be between " + least + " and " + most + ".");
        }
    }
}
