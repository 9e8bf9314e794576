package dev.parley.engine.core;

import java.util.List;

/** Hears of one reply, on the thread that decodes: it must return at once. */
public interface GenerationListener {
    /**
     * The prompt is being read: called when reading begins and after each chunk.
     *
     * @param processed tokens read, those from the cache included
     * @param cached tokens that came from the cache
     * @param total the prompt's tokens
     * @param millis since reading began
     */
    void reading(int processed, int cached, int total, long millis);

    /**
     * More of the reply.
     *
     * @param text whole characters, never empty
     */
    void text(String text);

    /**
     * Probabilities of the next tokens: of the prompt from the second on, then of the reply, each token's before or with
     * its text; never of the token that ends a turn. Only where they are wanted.
     *
     * @param tokens in order, never empty
     */
    default void scored(List<ScoredToken> tokens) {}

    /**
     * The reply is over; nothing follows.
     *
     * @param result how it ended
     */
    void finished(GenerationResult result);

    /**
     * There will be no more of the reply; nothing follows.
     *
     * @param cause why
     */
    void failed(RuntimeException cause);
}
