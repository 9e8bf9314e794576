package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.client.Sampling;
import dev.parley.prompts.examples.Aspect;
import dev.parley.prompts.examples.Check;
import dev.parley.prompts.examples.Example;
import dev.parley.prompts.examples.Verdict;
import dev.parley.prompts.examples.Verdict.Result;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class EvaluationReportTest {
    private static final EasyScore EASY = new EasyScore(40, List.of(36, 36, 36), List.of(35, 36, 38));

    @Test
    void tellsTheLikelihoodOfTheWrittenReplies() {
        assertThat(report(measured(), null))
                .contains("| mean log-probability of a token | -2.000 | -1.500 | +0.500 (+0.500 to +0.500) |")
                .contains("4 of 4 replies are likelier with the adapter.");
    }

    @Test
    void tellsHowManyRepliesPassEachCheckAndAllChecks() {
        assertThat(report(measured(), null))
                .contains("| structure | 4 | 50.0 | 100.0 | +50.0 (+0.0 to +100.0) |")
                .contains("| covers what was asked for | 4 | 100.0 | 75.0 | -25.0 (-75.0 to +0.0) |")
                .contains("| **all checks** | 8 | 75.0 | 87.5 | +12.5 (");
    }

    @Test
    void tellsWhatFailedAndKeepsItFromBecomingMarkdown() {
        assertThat(report(measured(), null))
                .contains("- e3, covers what was asked for: It does not hold: \\`\\<b\\>\\`, \\[x\\].\n");
    }

    @Test
    void tellsTheEasyQuestionsWhereTheyWereAsked() {
        assertThat(report(measured(), EASY))
                .contains("| prompt only: 36, 36, 36 | 36.0 |", "| prompt and adapter: 35, 36, 38 | 36.3 |");
        assertThat(report(measured(), null)).doesNotContain("easy");
    }

    @Test
    void saysWhatCouldNotBeLookedAtAndCountsItNowhere() {
        var skipped = new Verdict(Aspect.TEST, Result.SKIPPED, "There is no python3.");
        var side = new Measured.Side(-1, List.of(skipped, new Verdict(Aspect.FENCE, Result.PASSED, "")));

        assertThat(report(List.of(new Measured(example("e"), side, side)), null))
                .contains("Left out: There is no python3.", "| **all checks** | 1 |")
                .doesNotContain("| code passes its test |");
    }

    @Test
    void examplesWithoutChecksHaveALikelihoodOnly() {
        var side = new Measured.Side(-1, List.of());

        assertThat(report(List.of(new Measured(example("e"), side, side)), null))
                .contains("| -1.000 | -1.000 | +0.000 (+0.000 to +0.000) |")
                .doesNotContain("What it says itself");
    }

    @Test
    void saysWhatItWasMeasuredWith() {
        assertThat(report(measured(), null))
                .contains("sha256 `modelsum`", "sha256 `adaptersum`", "sha256 `datasum`", "scale 0.5", "b4916")
                .contains("the first 4", "temperature 0.2, top-k 40, top-p 0.9, min-p 0.05", "at most 512 tokens");
    }

    @Test
    void theSameFiguresGiveTheSameText() {
        assertThat(report(measured(), EASY)).isEqualTo(report(measured(), EASY));
    }

    @Test
    void thePictureIsAWellFormedOne() throws Exception {
        var svg = EvaluationPlot.of("<a & b>", Findings.of(measured(), null));

        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        // Two dots for each of two checks and for all together; a bar for each example beside the ground.
        assertThat(root.getElementsByTagName("circle").getLength()).isEqualTo(6);
        assertThat(root.getElementsByTagName("rect").getLength()).isEqualTo(1 + 4);
        assertThat(svg).contains("&lt;a &amp; b&gt;").doesNotContain("NaN");
    }

    @Test
    void withoutAnyDifferenceThereIsAPictureToo() {
        var side = new Measured.Side(-1, List.of());

        assertThat(EvaluationPlot.of("same", Findings.of(List.of(new Measured(example("e"), side, side)), null)))
                .doesNotContain("NaN", "Infinity");
    }

    /** Structure: 2 of 4, then 4 of 4. Coverage: 4 of 4, then 3 of 4. */
    private static List<Measured> measured() {
        return IntStream.range(0, 4)
                .mapToObj(i -> new Measured(
                        example("e" + i),
                        new Measured.Side(-1.5 - i % 2, List.of(structure(i < 2), coverage(true))),
                        new Measured.Side(-1 - i % 2, List.of(structure(true), coverage(i < 3)))))
                .toList();
    }

    private static Verdict structure(boolean passes) {
        return new Verdict(Aspect.STRUCTURE, passes ? Result.PASSED : Result.FAILED, passes ? "" : "No title.");
    }

    private static Verdict coverage(boolean passes) {
        return new Verdict(
                Aspect.COVERAGE, passes ? Result.PASSED : Result.FAILED, passes ? "" : "It does not hold: `<b>`, [x].");
    }

    private static Example example(String id) {
        return new Example(
                id, List.of(new Example.Message("user", "a"), new Example.Message("assistant", "b")), Check.NONE, 1);
    }

    private static String report(List<Measured> measured, @Nullable EasyScore easy) {
        var provenance = new Provenance(
                "coder",
                "tiny",
                "modelsum",
                "tiny.gguf",
                "adaptersum",
                0.5,
                "datasum",
                "hash",
                new Sampling(0.2, 40, 0.9, 0.05, 1, null),
                512,
                "Parley's own, b4916");
        return new EvaluationReport(provenance, Findings.of(measured, easy)).text("evaluation.svg");
    }
}
