package dev.parley.engine.client;

/**
 * A reply and what it cost.
 *
 * @param text the whole reply, or what had arrived when it was cancelled; may be empty
 * @param finishReason why it ended
 * @param promptTokens tokens of the prompt, cached ones included
 * @param cachedTokens of these, how many were not read again
 * @param completionTokens tokens generated; of a cancelled reply the pieces that arrived, which may be a few less
 * @param ttftMillis from the call to the first piece of text as seen here, waiting in the queue included; of a reply
 *     without text, to its end
 * @param prefillTps prompt tokens read a second by the engine's clock; 0 where it did not say
 * @param decodeTps tokens generated a second, likewise; of a cancelled reply by the clock here, 0 below two pieces
 */
public record Completion(
        String text,
        FinishReason finishReason,
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        long ttftMillis,
        double prefillTps,
        double decodeTps) {}
