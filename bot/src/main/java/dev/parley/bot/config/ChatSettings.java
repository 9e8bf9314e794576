package dev.parley.bot.config;

import org.jspecify.annotations.Nullable;

/**
 * How replies are made. Where sampling is not set here, the persona's own counts, then the model's.
 *
 * @param persona id of the persona that answers where none was chosen
 * @param maxTokens the longest reply, in tokens; null: the persona's own, or 512
 * @param temperature how freely words are chosen; 0 takes the likeliest always
 * @param topK how many of the likeliest tokens are considered
 * @param topP the share of probability that is considered
 * @param minP the least probability considered, relative to the likeliest token's
 * @param repeatPenalty what a repeated token's weight is divided by; 1 is none
 * @param seed the start of the random numbers; null: another one each time
 */
public record ChatSettings(
        @Setting(
                value = "persona that answers where none was chosen",
                fallback = "assistant",
                min = 1,
                max = 64,
                live = true)
        String persona,

        @Setting(
                value = "longest reply, in tokens; default: the persona's, or 512",
                min = 1,
                max = 131_072,
                unit = "tokens",
                example = "512",
                live = true)
        @Nullable Integer maxTokens,

        @Setting(
                value = "how freely words are chosen; 0 takes the likeliest always",
                max = 2,
                example = "0.7",
                live = true)
        @Nullable Double temperature,

        @Setting(
                value = "how many of the likeliest tokens are considered",
                min = 1,
                max = 1000,
                unit = "tokens",
                example = "40",
                live = true)
        @Nullable Integer topK,

        @Setting(value = "share of probability that is considered", max = 1, example = "0.95", live = true) @Nullable Double topP,

        @Setting(
                value = "least probability considered, relative to the likeliest",
                max = 1,
                example = "0.05",
                live = true)
        @Nullable Double minP,

        @Setting(
                value = "what a repeated token's weight is divided by; 1 is none",
                min = 0.5,
                max = 2,
                example = "1.1",
                live = true)
        @Nullable Double repeatPenalty,

        @Setting(
                value = "start of the random numbers, for the same reply again",
                max = 4_294_967_294.0,
                example = "7",
                live = true)
        @Nullable Long seed) {
    /** The same with what is not null here. */
    public ChatSettings with(@Nullable Integer mostTokens, @Nullable Double freedom, @Nullable Long otherSeed) {
        return new ChatSettings(
                persona,
                mostTokens != null ? mostTokens : maxTokens,
                freedom != null ? freedom : temperature,
                topK,
                topP,
                minP,
                repeatPenalty,
                otherSeed != null ? otherSeed : seed);
    }
}
