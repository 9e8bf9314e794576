package dev.parley.bot.persona;

import dev.parley.bot.persona.Bootstrap.Difference;
import dev.parley.bot.persona.Bootstrap.Pair;
import dev.parley.prompts.examples.Aspect;
import dev.parley.prompts.examples.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found.
 *
 * @param examples how many were asked and read
 * @param likelihood mean log-probability of a token of the written replies
 * @param spread the difference of each example, the smallest first
 * @param checks how often a reply was as it should be, by what was looked at; shares of 1
 * @param all the same over all checks; empty where no example asks for anything
 * @param failures what was wrong with replies that the adapter spoke along in, for a person
 * @param skipped why some checks were left out; empty where none was
 * @param easy the easy questions; null where they were not asked
 */
record Findings(
        int examples,
        Difference likelihood,
        List<Double> spread,
        List<Row> checks,
        Optional<Row> all,
        List<String> failures,
        String skipped,
        @Nullable EasyScore easy) {
    /**
     * One kind of check.
     *
     * @param words what was looked at
     * @param count in how many replies
     * @param passes the share that was as it should be
     */
    record Row(String words, int count, Difference passes) {}

    /** Puts together what was measured of at least one example. */
    static Findings of(List<Measured> measured, @Nullable EasyScore easy) {
        List<Row> rows = new ArrayList<>();
        for (Aspect aspect : aspects(measured)) {
            List<Pair> pairs = measured.stream()
                    .filter(each -> each.before().passes().containsKey(aspect)
                            && each.after().passes().containsKey(aspect))
                    .map(each -> new Pair(
                            share(each.before().passes().get(aspect)),
                            share(each.after().passes().get(aspect)),
                            1))
                    .toList();
            if (!pairs.isEmpty()) {
                rows.add(new Row(aspect.words(), pairs.size(), Bootstrap.of(pairs)));
            }
        }
        List<Pair> all = measured.stream()
                .filter(each -> !each.before().passes().isEmpty())
                .map(each -> new Pair(
                        passed(each.before()),
                        passed(each.after()),
                        each.before().passes().size()))
                .toList();
        return new Findings(
                measured.size(),
                Bootstrap.of(measured.stream().map(Measured::likelihood).toList()),
                measured.stream()
                        .map(each ->
                                each.after().logProbability() - each.before().logProbability())
                        .sorted()
                        .toList(),
                rows,
                all.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Row(
                                "all checks",
                                (int) all.stream().mapToDouble(Pair::weight).sum(),
                                Bootstrap.of(all))),
                failures(measured),
                skipped(measured),
                easy);
    }

    private static TreeSet<Aspect> aspects(List<Measured> measured) {
        TreeSet<Aspect> aspects = new TreeSet<>();
        measured.forEach(each -> aspects.addAll(each.after().passes().keySet()));
        return aspects;
    }

    private static double share(@Nullable Boolean passed) {
        return Boolean.TRUE.equals(passed) ? 1 : 0;
    }

    private static double passed(Measured.Side side) {
        return side.passes().values().stream().filter(Boolean::booleanValue).count();
    }

    private static List<String> failures(List<Measured> measured) {
        List<String> failures = new ArrayList<>();
        for (Measured each : measured) {
            for (Verdict verdict : each.after().verdicts()) {
                if (verdict.result() == Verdict.Result.FAILED) {
                    failures.add("%s, %s: %s"
                            .formatted(each.example().id(), verdict.aspect().words(), verdict.reason()));
                }
            }
        }
        return failures;
    }

    private static String skipped(List<Measured> measured) {
        return measured.stream()
                .flatMap(each -> each.after().verdicts().stream())
                .filter(verdict -> verdict.result() == Verdict.Result.SKIPPED)
                .map(Verdict::reason)
                .findFirst()
                .orElse("");
    }
}
