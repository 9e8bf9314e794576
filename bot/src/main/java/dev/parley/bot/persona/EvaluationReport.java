package dev.parley.bot.persona;

import dev.parley.bot.persona.Bootstrap.Difference;
import dev.parley.engine.client.Sampling;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An evaluation in Markdown. The same figures give the same text: no date, no machine. */
final class EvaluationReport {
    private static final int MOST_FAILURES = 20;

    private final Provenance provenance;
    private final Findings findings;

    EvaluationReport(Provenance provenance, Findings findings) {
        this.provenance = provenance;
        this.findings = findings;
    }

    /** The report; {@code picture} is the name of the file beside it that shows the same. */
    String text(String picture) {
        StringBuilder text = new StringBuilder();
        text.append("# What the adapter of `%s` is worth\n\n".formatted(provenance.persona()));
        text.append("`%s` with the persona's prompt only, and with prompt and adapter, on %d held-out examples.\n\n"
                .formatted(provenance.model(), findings.examples()));
        text.append("![The same as a picture](%s)\n\n".formatted(picture));
        likelihood(text);
        checks(text);
        easy(text);
        failures(text);
        provenance(text);
        return text.toString();
    }

    private void likelihood(StringBuilder text) {
        text.append("## How likely it finds the written replies\n\n");
        text.append("| | prompt only | prompt and adapter | difference (95 % interval) |\n|---|---|---|---|\n");
        text.append(row("mean log-probability of a token", findings.likelihood(), 1, "%.3f", "%+.3f"));
        long better = findings.spread().stream().filter(each -> each > 0).count();
        text.append("\n%d of %d replies are likelier with the adapter.\n\n"
                .formatted(better, findings.spread().size()));
    }

    private void checks(StringBuilder text) {
        if (findings.all().isEmpty()) {
            return;
        }
        text.append("## What it says itself\n\n");
        text.append("| replies that pass, in % | of | prompt only | prompt and adapter | difference, points"
                + " (95 % interval) |\n|---|---|---|---|---|\n");
        for (Findings.Row check : findings.checks()) {
            text.append(row(check.words() + " | " + check.count(), check.passes(), 100, "%.1f", "%+.1f"));
        }
        Findings.Row all = findings.all().get();
        text.append(row("**" + all.words() + "** | " + all.count(), all.passes(), 100, "%.1f", "%+.1f"));
        text.append('\n');
        if (!findings.skipped().isEmpty()) {
            text.append("Left out: ").append(findings.skipped()).append("\n\n");
        }
    }

    private void easy(StringBuilder text) {
        EasyScore easy = findings.easy();
        if (easy == null) {
            return;
        }
        text.append("## Forty easy questions\n\n");
        text.append("| right of %d, for %d seeds | mean |\n|---|---|\n"
                .formatted(easy.questions(), easy.before().size()));
        text.append("| prompt only: %s | %s |\n".formatted(list(easy.before()), mean(easy.before())));
        text.append("| prompt and adapter: %s | %s |\n\n".formatted(list(easy.after()), mean(easy.after())));
    }

    private void failures(StringBuilder text) {
        if (findings.failures().isEmpty()) {
            return;
        }
        text.append("## Where it fails with the adapter\n\n");
        findings.failures().stream()
                .limit(MOST_FAILURES)
                .forEach(each -> text.append("- ").append(plain(each)).append('\n'));
        int more = findings.failures().size() - MOST_FAILURES;
        text.append(more > 0 ? "- and %d more\n\n".formatted(more) : "\n");
    }

    private void provenance(StringBuilder text) {
        Sampling drawn = provenance.sampling();
        text.append("## How it was measured\n\n");
        text.append("""
                - Base model: %s, sha256 `%s`
                - Adapter: %s, scale %s, sha256 `%s`
                - Examples: `examples/held-out.jsonl`, the first %d, sha256 `%s`; prompt and sampling `%s`
                - Engine: %s
                - Likelihood: teacher-forced, natural logarithm; the mean over the tokens that the persona says in an \
                example, the end of its turn included, then over examples
                - Replies: temperature %s, top-k %d, top-p %s, min-p %s, repeat penalty %s, at most %d tokens; the seed is \
                the example's place in the file. Several replies share a batch, so that a near-tie may fall otherwise the \
                next time
                - Checks: those that the written reply passes itself
                - Intervals: paired bootstrap over examples, 10,000 resamples with a fixed seed, percentiles 2.5 and 97.5
                """.formatted(
                        provenance.model(),
                        provenance.modelSha256(),
                        provenance.adapter(),
                        provenance.scale(),
                        provenance.adapterSha256(),
                        findings.examples(),
                        provenance.dataSha256(),
                        provenance.promptHash(),
                        provenance.engine(),
                        drawn.temperature(),
                        drawn.topK(),
                        drawn.topP(),
                        drawn.minP(),
                        drawn.repeatPenalty(),
                        provenance.mostTokens()));
    }

    private static String row(String words, Difference difference, double factor, String number, String signed) {
        return String.format(
                Locale.ROOT,
                "| %s | " + number + " | " + number + " | " + signed + " (" + signed + " to " + signed + ") |\n",
                words,
                factor * difference.before(),
                factor * difference.after(),
                factor * difference.value(),
                factor * difference.low(),
                factor * difference.high());
    }

    private static String list(List<Integer> right) {
        return right.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String mean(List<Integer> right) {
        return String.format(
                Locale.ROOT,
                "%.1f",
                right.stream().mapToInt(Integer::intValue).average().orElse(0));
    }

    /** What a model wrote must not become Markdown. */
    private static String plain(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_{}\\[\\]<>#|])", "\\\\$1");
    }
}
