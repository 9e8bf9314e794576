package dev.parley.bot.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What one server did, in figures. Of a server that has given no whole reply yet there are none but the failures.
 *
 * @param server its name
 * @param replies how many were given
 * @param failed how many were not
 * @param shorter how many of those given have fewer tokens than were asked for
 * @param failures what went wrong, each sentence once
 * @param firstToken milliseconds from the request to the first text: the half, and 95 % of all
 * @param firstTokenByTurn the half of it, by turn
 * @param pieces milliseconds between two pieces of text: the half, and 99 % of all
 * @param tokensInPiece how many tokens a piece has on average
 * @param replyRate tokens a second within one reply, the half of the replies
 * @param totalRate tokens a second of all replies together, the median of the rounds
 * @param read prompt tokens that were read, the cached ones not among them; empty where the server does not say
 * @param again of these, tokens that this conversation had read or written before; likewise
 */
public record Outcome(
        String server,
        int replies,
        int failed,
        int shorter,
        List<String> failures,
        Pair firstToken,
        List<OptionalDouble> firstTokenByTurn,
        Pair pieces,
        OptionalDouble tokensInPiece,
        OptionalDouble replyRate,
        OptionalDouble totalRate,
        OptionalLong read,
        OptionalLong again) {

    /** The middle of many values, and nearly the most of them. */
    public record Pair(OptionalDouble half, OptionalDouble most) {
        static Pair of(double[] values, double percent) {
            return values.length == 0
                    ? new Pair(OptionalDouble.empty(), OptionalDouble.empty())
                    : new Pair(
                            OptionalDouble.of(Figures.percentile(values, 50)),
                            OptionalDouble.of(Figures.percentile(values, percent)));
        }
    }

    /**
     * Reckons.
     *
     * @param server its name
     * @param workload what was asked for
     * @param samples all replies, of whole rounds or not
     */
    static Outcome of(String server, Workload workload, List<Sample> samples) {
        List<Sample> given = samples.stream().filter(each -> !each.failed()).toList();
        boolean says = given.stream().allMatch(each -> each.cachedTokens() >= 0) && !given.isEmpty();
        return new Outcome(
                server,
                given.size(),
                samples.size() - given.size(),
                (int) given.stream()
                        .filter(each -> each.replyTokens() < workload.replyTokens())
                        .count(),
                List.copyOf(new LinkedHashSet<>(samples.stream()
                        .filter(Sample::failed)
                        .map(each -> String.valueOf(each.failure()))
                        .toList())),
                Pair.of(values(given, Sample::firstTokenMillis), 95),
                IntStream.range(0, workload.turns())
                        .mapToObj(turn -> half(given.stream()
                                .filter(each -> each.turn() == turn)
                                .mapToDouble(Sample::firstTokenMillis)))
                        .toList(),
                Pair.of(given.stream().flatMapToDouble(Outcome::gaps).toArray(), 99),
                given.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((double) given.stream()
                                        .mapToLong(Sample::replyTokens)
                                        .sum()
                                / given.stream()
                                        .mapToLong(each -> each.arrivals().length)
                                        .sum()),
                half(given.stream().filter(each -> each.arrivals().length > 1).mapToDouble(Sample::perSecond)),
                half(IntStream.range(0, workload.rounds())
                        .mapToObj(round -> given.stream()
                                .filter(each -> each.round() == round)
                                .toList())
                        .filter(round -> !round.isEmpty())
                        .mapToDouble(Outcome::total)),
                says
                        ? OptionalLong.of(given.stream()
                                .mapToLong(each -> each.promptTokens() - each.cachedTokens())
                                .sum())
                        : OptionalLong.empty(),
                says
                        ? OptionalLong.of(given.stream()
                                .mapToLong(each -> Math.max(0, each.knownTokens() - each.cachedTokens()))
                                .sum())
                        : OptionalLong.empty());
    }

    private static double total(List<Sample> round) {
        long tokens = round.stream().mapToLong(Sample::replyTokens).sum();
        long from = round.stream().mapToLong(Sample::sentAt).min().orElseThrow();
        long to = round.stream().mapToLong(Sample::lastArrival).max().orElseThrow();
        return tokens * 1e9 / (to - from);
    }

    private static DoubleStream gaps(Sample sample) {
        long[] at = sample.arrivals();
        return IntStream.range(1, at.length).mapToDouble(i -> (at[i] - at[i - 1]) / 1e6);
    }

    private static double[] values(List<Sample> samples, ToDoubleFunction<Sample> what) {
        return samples.stream().mapToDouble(what).toArray();
    }

    private static OptionalDouble half(DoubleStream values) {
        double[] all = values.toArray();
        return all.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Figures.median(all));
    }
}
