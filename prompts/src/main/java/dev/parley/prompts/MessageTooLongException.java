package dev.parley.prompts;

/** The newest message does not fit the model's context even with all earlier exchanges dropped. */
public final class MessageTooLongException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int tokens;
    private final int limit;

    /**
     * @param tokens the length of the message in tokens
     * @param limit the most tokens that it may have; 0 when the persona's prompt alone fills the room
     */
    MessageTooLongException(int tokens, int limit) {
        super(sentence(tokens, limit));
        this.tokens = tokens;
        this.limit = limit;
    }

    private static String sentence(int tokens, int limit) {
        return limit == 0
                ? "The persona's prompt leaves no room for a message in this model's context; choose a persona with a"
                        + " shorter prompt, a smaller max-tokens or a larger engine.context."
                : "This message has %,d tokens, and at most %,d fit; please shorten it or send it in parts."
                        .formatted(tokens, limit);
    }

    /**
     * The length of the refused message.
     *
     * @return tokens; for a reply that is being continued, with the text so far
     */
    public int tokens() {
        return tokens;
    }

    /**
     * What would have fitted.
     *
     * @return tokens, 0 when no message fits at all
     */
    public int limit() {
        return limit;
    }
}
