package dev.parley.engine.core;

/**
 * How a reply ended.
 *
 * @param finish why
 * @param promptTokens the prompt's tokens
 * @param cachedTokens of them, those that were not read again
 * @param completionTokens tokens generated, the end-of-turn token included
 * @param promptMillis from the first step of reading to the first token
 * @param completionMillis from the first token to the last
 */
public record GenerationResult(
        Finish finish,
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        double promptMillis,
        double completionMillis) {

    /** Why a reply ended. */
    public enum Finish {
        /** The model ended its turn, or a stop text came. */
        STOP,
        /** The most tokens were generated, or the context is full. */
        LENGTH,
        /** Nobody listens any more. */
        CANCELLED
    }
}
