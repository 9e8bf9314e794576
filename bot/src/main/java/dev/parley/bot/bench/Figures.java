package dev.parley.bot.bench;

import java.util.Arrays;
import java.util.Locale;

/** Statistics of a few rounds. On a machine that does other things too, the median is what can be trusted. */
public final class Figures {
    private Figures() {}

    /**
     * The middle one, or the mean of the two.
     *
     * @param values at least one, in any order
     */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The least value that so many percent of the values do not exceed (nearest rank).
     *
     * @param values at least one, in any order
     * @param percent above 0 to 100
     */
    public static double percentile(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.clamp((int) Math.ceil(percent / 100 * sorted.length) - 1, 0, sorted.length - 1)];
    }

    /** The least of them. */
    public static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    /** The most of them. */
    public static double most(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    /** A figure as a person reads it, with three digits or more: 0.123, 12.3, 1234. */
    public static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f", value);
    }
}
