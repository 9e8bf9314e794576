package dev.parley.engine.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many CPU threads the next step gets. The threads of one step wait for each other some thousand times, spinning: one
 * that has to share its core with another process holds all of them up, and fewer threads are faster then, up to thirty
 * times. So another number is tried for a few steps now and then, at once when steps become much slower than they were,
 * and is kept where it is better. Only steps of one kind are compared, those before a trial with those of the trial. All
 * that it knows it is told; so it can be tried against any machine.
 *
 * <p>Decoding and reading have a number of their own: of a step's time with two threads one takes 1.25 times as long to decode,
 * which waits for memory, and 1.9 times to read, which computes. A core that others use a little makes one thread
 * better for the one and not for the other.
 */
final class ThreadCount {
    /**
     * Steps that take equally long.
     *
     * @param adapters under which they are computed
     * @param rows tokens of the step
     * @param thousands of tokens in the context, 1,024 each: a step takes longer with more of them
     * @param desk whether it is computed at the desk, where it takes less
     */
    record Kind(AdapterSet adapters, int rows, int thousands, boolean desk) {
        static Kind of(AdapterSet adapters, int rows, int used, boolean desk) {
            return new Kind(adapters, rows, used >> 10, desk);
        }
    }

    /** Trials may take this part of the time with all threads, and more where it may be that others have left the machine. */
    private static final double PRICE = 0.005;

    private static final double PRICE_BELOW = 0.02;

    /** Steps, or nanoseconds where they are long, until a number that has not been tried here is tried. */
    private static final int SOON = 8;

    private static final double SOON_NANOS = 1e9;

    /** Steps between trials that cost nothing. */
    private static final int RARELY = 128;

    /** Another number of threads must be better by so much. */
    private static final double BETTER = 0.93;

    /** Steps must be slower by so much to look for another number: by more than fewer threads make them themselves. */
    private static final double DECODING_SLOWER = 1.3;

    private static final double READING_SLOWER = 1.8;
    /** A step of a trial that takes so much longer ends it. */
    private static final double HOPELESS = 1.5;

    private static final int COMPARED = 5;
    /** Nanoseconds of a step in which other processes' comings and goings have evened out. */
    private static final long LONG = 100_000_000;

    private static final int COMPARED_LONG = 2;
    private static final double MEMORY = 1.0 / 32;
    private static final int MOST_KINDS = 256;

    /** The last steps of one kind under the present number of threads. */
    private static final class Lately {
        private final double[] last = new double[COMPARED];
        private int steps;
        private double usual;

        void add(long nanos) {
            last[steps++ % COMPARED] = nanos;
            usual += MEMORY * (Math.min((double) nanos, 2 * usual) - usual);
        }

        /** Whether there are enough of them to be compared with; what is usual begins with the first that are. */
        boolean isKnown() {
            boolean known = steps >= (last[0] > LONG ? COMPARED_LONG : COMPARED);
            if (known && usual == 0) {
                usual = middle();
            }
            return known;
        }

        double middle() {
            return median(Arrays.copyOf(last, Math.min(steps, COMPARED)));
        }
    }

    private static final class Trial {
        private final Kind kind;
        private final int threads;
        private final double before;
        private final double[] times = new double[COMPARED];
        private int steps;
        private int others;
        private double lost;

        Trial(Kind kind, int threads, double before) {
            this.kind = kind;
            this.threads = threads;
            this.before = before;
        }

        void add(long nanos) {
            times[steps++] = nanos;
            lost += nanos - before;
        }

        boolean isOver() {
            return steps == (before > LONG ? COMPARED_LONG : COMPARED) || times[steps - 1] > HOPELESS * before;
        }

        boolean isBetter() {
            return median(Arrays.copyOf(times, steps)) < BETTER * before;
        }
    }

    private final int most;
    private final double slower;
    private final Map<Kind, Lately> kinds = new HashMap<>();
    /** Numbers beside the present one, the next to be tried first. */
    private final Deque<Integer> candidates = new ArrayDeque<>();

    private int threads;
    private int untried;
    private boolean doubted;
    private boolean fixed;
    private @Nullable Trial trial;
    private int steps;
    private double time;
    private double owed;

    private ThreadCount(int most, double slower) {
        this.most = most;
        this.slower = slower;
        change(most);
    }

    /**
     * For steps of one token a reply; begins with all threads.
     *
     * @param most the most threads, at least 1
     */
    static ThreadCount decoding(int most) {
        return new ThreadCount(most, DECODING_SLOWER);
    }

    /**
     * For chunks of prompts; begins with all threads, and without a trial: it would take a second.
     *
     * @param most the most threads, at least 1
     */
    static ThreadCount reading(int most) {
        ThreadCount count = new ThreadCount(most, READING_SLOWER);
        count.untried = 0;
        return count;
    }

    /** Has another number tried as soon as the price allows, as there is reason to think that it is better. */
    void doubt() {
        doubted = true;
    }

    /**
     * Ends the search, or begins it again.
     *
     * @param number threads from now on, at most those given; 0 to search
     */
    void fix(int number) {
        fixed = number > 0;
        change(fixed ? Math.min(number, most) : most);
    }

    /** The number of threads outside of trials. */
    int current() {
        return threads;
    }

    /** The number of threads for the next step. */
    int next(Kind kind) {
        return trial != null && trial.kind.equals(kind) ? trial.threads : threads;
    }

    /** A step of this kind took so many nanoseconds with the threads that {@link #next} said. */
    void took(Kind kind, long nanos) {
        if (fixed || most == 1) {
            return;
        }
        if (trial == null) {
            compare(kind, nanos);
        } else if (trial.kind.equals(kind)) {
            trial.add(nanos);
            if (trial.isOver()) {
                end(trial);
            }
        } else if (++trial.others > 4 * COMPARED) {
            // That kind of step may never come again.
            trial = null;
        }
    }

    private void compare(Kind kind, long nanos) {
        if (kinds.size() > MOST_KINDS) {
            kinds.clear();
        }
        Lately lately = kinds.computeIfAbsent(kind, _ -> new Lately());
        lately.add(nanos);
        steps++;
        time += nanos;
        if (!lately.isKnown()) {
            return;
        }
        double now = lately.middle();
        if (now > slower * lately.usual && threads > 1) {
            // This is usual from now on, unless fewer threads are better.
            lately.usual = now;
            trial = new Trial(kind, threads >= 4 ? threads / 2 : threads - 1, now);
        } else if (isDue()) {
            int candidate = candidates.removeFirst();
            candidates.addLast(candidate);
            trial = new Trial(kind, candidate, now);
        }
    }

    private boolean isDue() {
        if (untried > 0) {
            return steps >= SOON || time >= SOON_NANOS;
        }
        if (doubted) {
            return time * PRICE_BELOW >= owed;
        }
        return steps >= RARELY && time * (threads < most ? PRICE_BELOW : PRICE) >= owed;
    }

    private void end(Trial ended) {
        trial = null;
        if (ended.isBetter()) {
            change(ended.threads);
            return;
        }
        untried = Math.max(0, untried - 1);
        doubted = false;
        owed = Math.max(0, ended.lost);
        steps = 0;
        time = 0;
    }

    private void change(int number) {
        threads = number;
        trial = null;
        kinds.clear();
        candidates.clear();
        // Upwards first: halving may have gone too far.
        for (int each : new int[] {number + 1, number - 1, 2 * number, number / 2}) {
            if (each >= 1 && each <= most && each != number && !candidates.contains(each)) {
                candidates.add(each);
            }
        }
        untried = candidates.size();
        doubted = false;
        steps = 0;
        time = 0;
        owed = 0;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
