package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How a reply came about.
 *
 * @param persona the persona's id
 * @param model the model's name
 * @param adapter the adapter's name, null without one
 * @param promptHash a hash of the persona's prompt as it was then
 * @param promptTokens tokens of the whole prompt
 * @param cachedTokens how many of them did not have to be read again
 * @param completionTokens tokens of the reply
 * @param ttftMillis milliseconds to the first token
 * @param prefillTps prompt tokens read a second
 * @param decodeTps reply tokens written a second
 * @param finish why it ended
 * @param droppedTurns turns that no longer fitted the window
 */
public record Generation(
        String persona,
        String model,
        @Nullable String adapter,
        String promptHash,
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        long ttftMillis,
        double prefillTps,
        double decodeTps,
        Finish finish,
        int droppedTurns) {
    /** Refuses null. */
    public Generation {
        requireNonNull(persona, "persona");
        requireNonNull(model, "model");
        requireNonNull(promptHash, "promptHash");
        requireNonNull(finish, "finish");
    }

    /** Tokens of the prompt that had to be read; none of those that were cached. */
    public int readTokens() {
        return Math.max(0, promptTokens - cachedTokens);
    }
}
