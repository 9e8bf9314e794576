package dev.parley.engine.core;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of a prompt is read in one step while others are being answered: their next tokens wait for it, and for all
 * else that happens between two of their steps. What is told here are times, nothing is measured; so it can be tried
 * against any machine.
 *
 * <p>A chunk is planned by the dearest of the last few of its kind. That evidence is forgotten when it is old, and the
 * first chunk without any is small and planned by what a row of the last decode step cost: rows of a small step cost more
 * than those of a chunk, on the same machine in the same minute. From there a chunk at most doubles.
 */
final class Pace {
    /**
     * What a chunk may cost alike.
     *
     * @param adapters under which it is read
     * @param scored whether each of its tokens is scored, which takes time of its own
     */
    record Kind(AdapterSet adapters, boolean scored) {}

    /**
     * Nanoseconds between two steps of a reply, its own step and those of the other adapters not counted. Running replies
     * are promised 250 ms; this leaves room for a chunk that takes half as long again as those before it.
     */
    static final long AIM = 160_000_000;

    /** The first chunk without evidence. */
    static final int FIRST = 16;

    /** Takes as long as three steps of one token. Smaller ones would double the time to read a prompt. */
    static final int LEAST = 4;

    /** Evidence older than these nanoseconds says little: the machine may be busy with something else by now. */
    private static final long OLD = 2_000_000_000;

    private static final int REMEMBERED = 4;

    /** The last few costs of a token, in nanoseconds. */
    private static final class Costs {
        private final double[] last = new double[REMEMBERED];
        private int next;
        private long at;

        void add(double cost, long now) {
            last[next++ % REMEMBERED] = cost;
            at = now;
        }

        double dearest() {
            double dearest = 0;
            for (double each : last) {
                dearest = Math.max(dearest, each);
            }
            return dearest;
        }
    }

    private final Map<Kind, Costs> known = new HashMap<>();
    private int most = FIRST;
    private double rowCost;
    private long roundSince;
    private long decoding;
    private boolean skipped;

    /** A round begins, with the decode steps. */
    void round(long now) {
        roundSince = now;
        decoding = 0;
    }

    /** A decode step of this round took so many nanoseconds. */
    void decoded(int rows, long nanos) {
        decoding += nanos;
        rowCost = (double) nanos / rows;
    }

    /** What is left of this round for everything but decode steps, in nanoseconds; below 0 if it took too long already. */
    long left(long now) {
        return AIM - (now - roundSince - decoding);
    }

    /** Cells came or went by hundreds, and every step has a new price: the next chunk is a small one. */
    void disturbed() {
        most = FIRST;
    }

    /**
     * The size of the next chunk beside running replies.
     *
     * @return tokens; 0 if this round has no time for any, which never happens twice in a row
     */
    int chunk(Kind kind, long now) {
        known.values().removeIf(each -> now - each.at > OLD);
        Costs costs = known.get(kind);
        if (costs == null) {
            most = FIRST;
        }
        double cost = Math.max(1, costs == null ? rowCost : costs.dearest());
        long fitting = (long) (left(now) / cost);
        skipped = fitting < LEAST && !skipped && left(now) < AIM / 2;
        return skipped ? 0 : Math.clamp(fitting, LEAST, most);
    }

    /** A chunk was read, alone or beside running replies. */
    void read(Kind kind, int tokens, long nanos, long now) {
        known.computeIfAbsent(kind, _ -> new Costs()).add((double) nanos / tokens, now);
        if (tokens >= most) {
            most = 2 * tokens;
        }
    }
}
