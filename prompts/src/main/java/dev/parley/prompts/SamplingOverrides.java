package dev.parley.prompts;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a persona's replies are drawn, where that differs from the model's own settings. Null leaves a setting alone.
 *
 * @param temperature 0 to 2; 0 takes the likeliest token
 * @param topP 0.01 to 1; 1 is off
 * @param topK 1 to 1000; 1 takes the likeliest token
 * @param minP 0 to 1; 0 is off
 * @param repeatPenalty 1 to 2; 1 is off
 * @param maxTokens 1 to 32768, the longest reply
 */
public record SamplingOverrides(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double minP,
        @Nullable Double repeatPenalty,
        @Nullable Integer maxTokens) {

    static final NumberRange TEMPERATURE = new NumberRange("temperature", 0, 2);
    static final NumberRange TOP_P = new NumberRange("top-p", 0.01, 1);
    static final NumberRange TOP_K = new NumberRange("top-k", 1, 1000);
    static final NumberRange MIN_P = new NumberRange("min-p", 0, 1);
    static final NumberRange REPEAT_PENALTY = new NumberRange("repeat-penalty", 1, 2);
    static final NumberRange MAX_TOKENS = new NumberRange("max-tokens", 1, 32_768);

    /** Leaves everything to the model. Stands below the ranges, which its construction needs. */
    public static final SamplingOverrides NONE = new SamplingOverrides(null, null, null, null, null, null);

    /** Refuses NaN and what is out of range, all of it in one sentence each. */
    public SamplingOverrides {
        var wrong = Stream.of(
                        TEMPERATURE.problem(temperature),
                        TOP_P.problem(topP),
                        TOP_K.problem(topK),
                        MIN_P.problem(minP),
                        REPEAT_PENALTY.problem(repeatPenalty),
                        MAX_TOKENS.problem(maxTokens))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /**
     * Fills what these leave open, for instance a command's flags from the persona's settings.
     *
     * @param others the weaker settings
     * @return these, and the others' where these have none
     */
    public SamplingOverrides orElse(SamplingOverrides others) {
        return new SamplingOverrides(
                temperature == null ? others.temperature : temperature,
                topP == null ? others.topP : topP,
                topK == null ? others.topK : topK,
                minP == null ? others.minP : minP,
                repeatPenalty == null ? others.repeatPenalty : repeatPenalty,
                maxTokens == null ? others.maxTokens : maxTokens);
    }

    /** All settings in a fixed order, for the prompt hash: what is equal hashes equal, in every version of Parley. */
    String canonical() {
        return "temperature %s top-p %s top-k %s min-p %s repeat-penalty %s max-tokens %s"
                .formatted(temperature, topP, topK, minP, repeatPenalty, maxTokens);
    }
}
