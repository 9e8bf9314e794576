package dev.parley.bot.persona;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The paired percentile bootstrap: how far a difference could have come out otherwise with other examples (B. Efron and
 * R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
 */
final class Bootstrap {
    private static final int RESAMPLES = 10_000;

    /** Any will do; a fixed one gives the same interval for the same figures. */
    private static final long SEED = 20_240_601;

    private Bootstrap() {}

    /**
     * What one example adds to both sides.
     *
     * @param before without the adapter
     * @param after with it
     * @param weight how many things were counted, so that a side is the sum of its figures over the sum of the weights
     */
    record Pair(double before, double after, double weight) {}

    /**
     * A difference.
     *
     * @param before the first side
     * @param after the second side
     * @param low the lower end of the 95 % interval of after minus before
     * @param high its upper end
     */
    record Difference(double before, double after, double low, double high) {
        double value() {
            return after - before;
        }
    }

    /** Compares both sides; at least one pair of a weight above 0. */
    static Difference of(List<Pair> pairs) {
        int n = pairs.size();
        double[] difference = new double[n];
        double[] weight = new double[n];
        for (int i = 0; i < n; i++) {
            difference[i] = pairs.get(i).after() - pairs.get(i).before();
            weight[i] = pairs.get(i).weight();
        }
        double all = Arrays.stream(weight).sum();
        double before = pairs.stream().mapToDouble(Pair::before).sum() / all;
        double after = pairs.stream().mapToDouble(Pair::after).sum() / all;
        Random random = new Random(SEED);
        double[] drawn = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < n; i++) {
                int one = random.nextInt(n);
                sum += difference[one];
                weights += weight[one];
            }
            drawn[resample] = sum / weights;
        }
        Arrays.sort(drawn);
        return new Difference(before, after, percentile(drawn, 0.025), percentile(drawn, 0.975));
    }

    private static double percentile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
