package dev.parley.bot.bench;

import java.util.Arrays;

/** Statistics of a few rounds. On a machine that does other things too, the median is what can be trusted. */
public final class Figures {
    private Figures() {}

    /** The middle one, or the mean of the two. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    static double most(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
