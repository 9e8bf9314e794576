package dev.parley.engine.client;

/**
 * What the engine runs, as {@code /props} says.
 *
 * @param model the model's name
 * @param architecture of the model, {@code llama} for instance
 * @param quantisation of its weights, {@code Q4_1} for instance
 * @param contextTokens that one conversation may hold
 * @param parallel replies at once
 * @param poolTokens that all replies together may hold
 * @param vocabularySize number of tokens that the model knows
 * @param backend {@code CPU}, {@code CUDA}, …
 * @param threads that compute
 * @param build of llama.cpp
 * @param tokenizer a hash of the vocabulary and its rules: counts made under another one are void
 */
public record EngineProps(
        String model,
        String architecture,
        String quantisation,
        int contextTokens,
        int parallel,
        int poolTokens,
        int vocabularySize,
        String backend,
        int threads,
        String build,
        String tokenizer) {

    /** Of a server that is not Parley's own: the model and what a conversation may hold, which is all that is known. */
    static EngineProps of(EngineFeatures features) {
        return new EngineProps(
                features.model(), "", "", features.usableContext(), 0, 0, 0, "", 0, features.version(), "");
    }
}
