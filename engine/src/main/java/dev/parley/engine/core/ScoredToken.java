package dev.parley.engine.core;

import java.util.ArrayList;
import java.util.List;

/**
 * A token with its probability in the model's own distribution: the softmax of the raw logits, before temperature and the
 * other sampling settings.
 *
 * @param id the token
 * @param logprob natural logarithm of its probability, at most 0; NaN or minus infinity where the model gives none
 * @param top the likeliest tokens in its place, likeliest first, as many as were asked for
 */
public record ScoredToken(int id, double logprob, List<Alternative> top) {

    /**
     * A token that could have stood there.
     *
     * @param id the token
     * @param logprob natural logarithm of its probability
     */
    public record Alternative(int id, double logprob) {}

    /** Takes a copy of the list. */
    public ScoredToken {
        top = List.copyOf(top);
    }

    /**
     * Scores a token: log p(i) = l(i) - max - log(sum(exp(l(j) - max))), so that no exponent overflows, summed in double
     * precision.
     *
     * @param logits one for each token id
     * @param token an id among them
     * @param most how many alternatives, 0 or more
     * @return the token with its alternatives
     */
    static ScoredToken of(float[] logits, int token, int most) {
        double max = Double.NEGATIVE_INFINITY;
        for (float each : logits) {
            max = Math.max(max, each);
        }
        double sum = 0;
        for (float each : logits) {
            sum += Math.exp(each - max);
        }
        double logSum = max + Math.log(sum);
        List<Alternative> top = new ArrayList<>();
        for (int id : largest(logits, most)) {
            top.add(new Alternative(id, logits[id] - logSum));
        }
        return new ScoredToken(token, logits[token] - logSum, top);
    }

    /** Ids of the largest values, the largest first; of equal ones the lower id first. */
    private static int[] largest(float[] values, int most) {
        int[] ids = new int[Math.min(most, values.length)];
        int size = 0;
        for (int id = 0; id < values.length; id++) {
            if (size == ids.length && (size == 0 || !(values[id] > values[ids[size - 1]]))) {
                continue;
            }
            int at = size < ids.length ? size++ : size - 1;
            while (at > 0 && values[id] > values[ids[at - 1]]) {
                ids[at] = ids[at - 1];
                at--;
            }
            ids[at] = id;
        }
        return ids;
    }
}
