package dev.parley.engine.core;

/**
 * Whether the probabilities of tokens are wanted. Each costs a pass over the vocabulary, so none is computed unasked.
 *
 * @param reply whether the generated tokens are scored
 * @param prompt whether the prompt's own tokens are scored too, from the second on
 * @param alternatives how many of the likeliest tokens come with each, 0 to {@link #MOST_ALTERNATIVES}
 */
public record Scoring(boolean reply, boolean prompt, int alternatives) {
    /** The most alternatives; OpenAI's limit. */
    public static final int MOST_ALTERNATIVES = 20;

    /** Nothing is scored. */
    public static final Scoring NONE = new Scoring(false, false, 0);

    /** Refuses other numbers of alternatives. */
    public Scoring {
        if (alternatives < 0 || alternatives > MOST_ALTERNATIVES) {
            throw new IllegalArgumentException("There are 0 to " + MOST_ALTERNATIVES + " alternatives to a token.");
        }
    }
}
