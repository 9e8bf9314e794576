package dev.parley.bot.tune;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which of several settings to take: another than the usual one only where it gains more than three percent beyond what
 * chance may have given it.
 *
 * @param value what is taken
 * @param tried each candidate with what it gains
 */
public record Choice(int value, List<Tried> tried) {
    private static final double WORTH_IT = 0.03;

    /** The median absolute deviation of a normal distribution, and how much less sure a median is than a mean. */
    private static final double MAD_TO_SIGMA = 1.4826;

    private static final double MEDIAN_TO_MEAN = 1.2533;

    /**
     * A candidate.
     *
     * @param value the setting
     * @param gain over the usual one, 0.1 for a tenth faster; the median of the rounds
     * @param noise within which the gain may be chance: two standard errors
     */
    public record Tried(int value, double gain, double noise) {
        boolean isWorthIt() {
            return gain > WORTH_IT + noise;
        }
    }

    /**
     * Chooses. Rounds are compared in pairs: what slowed the machine down in one round slowed all of its tries.
     *
     * @param seconds what each setting took, one value for each round in the same order, all of the same length
     * @param usual the one that is taken without this
     */
    public static Choice of(SortedMap<Integer, double[]> seconds, int usual) {
        double[] base = seconds.get(usual);
        if (base == null) {
            throw new IllegalArgumentException("the usual setting was not tried");
        }
        SortedMap<Integer, Tried> tried = new TreeMap<>();
        seconds.forEach((value, took) -> tried.put(value, tried(value, base, took)));
        int best = tried.values().stream()
                .filter(Tried::isWorthIt)
                .max(Comparator.comparingDouble(Tried::gain))
                .map(Tried::value)
                .orElse(usual);
        return new Choice(best, List.copyOf(tried.values()));
    }

    private static Tried tried(int value, double[] base, double[] took) {
        int rounds = Math.min(base.length, took.length);
        double[] gains = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            gains[i] = base[i] / took[i] - 1;
        }
        double gain = median(gains);
        double spread =
                median(Arrays.stream(gains).map(each -> Math.abs(each - gain)).toArray());
        return new Tried(value, gain, 2 * MEDIAN_TO_MEAN * MAD_TO_SIGMA * spread / Math.sqrt(rounds));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
