package dev.parley.bot.platform;

import dev.parley.bot.bench.Report;
import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.Reply;
import dev.parley.persistence.Finish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Replies whose texts grow as the engine's would, ten words a second, and what a platform got of them. Every word says
 * whose it is and which, so that each write can be held against the text that was there when it came.
 */
public final class GrowingReplies implements AutoCloseable {
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final int FEWEST_WORDS = 100;
    private static final int MOST_WORDS = 200;

    /** What is older than this when it arrives is stale: some words behind, more than the way there takes. */
    private static final Duration FRESH = Duration.ofMillis(500);

    private static final Pattern WORD = Pattern.compile("r(\\d+)w(\\d+)\\b");

    private final Random random;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<Growing> all = new ArrayList<>();

    /**
     * A write as the platform's server saw it.
     *
     * @param edit whether it changes a message that is there
     * @param refused whether it was one too many
     * @param text all that it says
     * @param at when it came
     */
    public record Write(boolean edit, boolean refused, String text, Instant at) {}

    private static final class Growing {
        private final Reply reply;
        private final int number;
        private final int words;
        private final StringBuilder text = new StringBuilder();
        private final List<Instant> said = new ArrayList<>();

        private Growing(Reply reply, int number, int words) {
            this.reply = reply;
            this.number = number;
            this.words = words;
        }

        private synchronized void grow() {
            if (said.size() < words) {
                text.append("r").append(number).append("w").append(said.size()).append(' ');
                said.add(Instant.now());
                reply.show(text.toString());
                if (said.size() == words) {
                    reply.complete(Outcomes.of(Finish.STOP));
                }
            }
        }

        private synchronized boolean isSaid() {
            return said.size() == words;
        }

        /** How old a text is that ends in this word. */
        private synchronized Duration age(int word, Instant at) {
            return word + 1 < said.size() && said.get(word + 1).isBefore(at)
                    ? Duration.between(said.get(word + 1), at)
                    : Duration.ZERO;
        }

        private synchronized Instant ended() {
            return said.getLast();
        }
    }

    /** Replies of lengths by chance. */
    public GrowingReplies(long seed) {
        random = new Random(seed);
    }

    /** Adds one. */
    public void add(Reply reply) {
        all.add(new Growing(reply, all.size(), random.nextInt(FEWEST_WORDS, MOST_WORDS + 1)));
    }

    /** Begins; returns at once. */
    public void start() {
        var _ = clock.scheduleAtFixedRate(() -> all.forEach(Growing::grow), 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether all have ended and the platform has the last word of each. */
    public boolean areThere(List<Write> writes) {
        return all.stream()
                .allMatch(each -> each.isSaid() && !lastWords(each, writes).isEmpty());
    }

    private static List<Write> lastWords(Growing reply, List<Write> writes) {
        return writes.stream()
                .filter(each -> !each.refused())
                .filter(each -> words(each).anyMatch(word -> word[0] == reply.number && word[1] == reply.words - 1))
                .toList();
    }

    private static Stream<int[]> words(Write write) {
        Matcher found = WORD.matcher(write.text());
        return found.results().map(GrowingReplies::numbers);
    }

    private static int[] numbers(MatchResult found) {
        return new int[] {Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))};
    }

    /**
     * Adds what came of it to a report.
     *
     * @param name which replies they were
     * @param writes all that the platform saw
     */
    public void tell(Report report, String name, List<Write> writes) {
        List<Double> ages = new ArrayList<>();
        for (Write each : writes) {
            int[] last =
                    words(each).max(Comparator.comparingInt(word -> word[1])).orElse(null);
            if (each.edit() && !each.refused() && last != null) {
                ages.add(all.get(last[0]).age(last[1], each.at()).toMillis() / 1e3);
            }
        }
        double[] delays = all.stream()
                .mapToDouble(each -> Duration.between(
                                        each.ended(),
                                        lastWords(each, writes).getFirst().at())
                                .toMillis()
                        / 1e3)
                .sorted()
                .toArray();
        double[] sorted = ages.stream().mapToDouble(each -> each).sorted().toArray();
        report.figure(
                        name + ": edits",
                        (double) writes.stream().filter(Write::edit).count(),
                        "")
                .figure(
                        name + ": of these stale",
                        (double) Arrays.stream(sorted)
                                .filter(GrowingReplies::isStale)
                                .count(),
                        "older than " + FRESH.toMillis() + " ms")
                .figure(name + ": age of a text when it came, p95", p(95, sorted), "s")
                .figure(name + ": final text, p50", p(50, delays), "s")
                .figure(name + ": final text, p95", p(95, delays), "s")
                .figure(name + ": final text, longest", delays[delays.length - 1], "s")
                .atMost(
                        name + ": refused",
                        (double) writes.stream().filter(Write::refused).count(),
                        0);
    }

    private static boolean isStale(double age) {
        return age * 1e3 > FRESH.toMillis();
    }

    private static double p(int percent, double[] sorted) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
