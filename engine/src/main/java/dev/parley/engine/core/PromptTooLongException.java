package dev.parley.engine.core;

import java.io.Serial;

/** A prompt that leaves no room for a reply in the conversation's context. */
public final class PromptTooLongException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int tokens;
    private final int context;

    /**
     * Creates the exception.
     *
     * @param tokens the prompt's
     * @param context the most that a conversation holds, reply included
     */
    public PromptTooLongException(int tokens, int context) {
        super("The prompt has " + tokens + " tokens, and a conversation holds " + context + " with the reply.");
        this.tokens = tokens;
        this.context = context;
    }

    /**
     * The prompt's length.
     *
     * @return tokens
     */
    public int tokens() {
        return tokens;
    }

    /**
     * The conversation's context.
     *
     * @return tokens
     */
    public int context() {
        return context;
    }
}
