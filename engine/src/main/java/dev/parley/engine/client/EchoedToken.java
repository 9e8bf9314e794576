package dev.parley.engine.client;

import java.util.List;

/**
 * A token of a text that the engine read, and how likely the model found it after all that stands before.
 *
 * @param text its text
 * @param logProbability natural logarithm of its probability in the model's own distribution, before temperature and all
 *     other sampling; 0 or less
 * @param likeliest the likeliest tokens in its place, the likeliest first; it may be one of them
 */
public record EchoedToken(String text, double logProbability, List<Candidate> likeliest) {
    /** Copies the list. */
    public EchoedToken {
        likeliest = List.copyOf(likeliest);
    }

    /**
     * A token that might have stood there.
     *
     * @param text its text
     * @param logProbability as {@link EchoedToken#logProbability}
     */
    public record Candidate(String text, double logProbability) {
        /** Its probability, 0 to 1. */
        public double probability() {
            return Math.exp(logProbability);
        }
    }

    /** Its probability, 0 to 1. */
    public double probability() {
        return Math.exp(logProbability);
    }
}
