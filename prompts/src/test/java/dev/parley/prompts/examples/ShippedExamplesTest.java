package dev.parley.prompts.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the examples of the four personas that come with Parley must hold, beyond what holds for everybody's. */
class ShippedExamplesTest {
    private static final Pattern TYPOGRAPHY = Pattern.compile("[\u2010-\u2015\u2018-\u201f\u2026]");
    private static final Pattern EMOJI = Pattern.compile("\\p{IsEmoji_Presentation}");
    private static final WordRange LENGTH_OF_AN_ANSWER = new WordRange(5, 60);
    private static final int LINES_OF_CODE = 20;

    @ParameterizedTest
    @ValueSource(strings = {"assistant", "coder", "prompter", "writer"})
    void areMany(String persona) {
        assertThat(examples(persona).train()).hasSizeGreaterThanOrEqualTo(200);
        assertThat(examples(persona).heldOut()).hasSizeGreaterThanOrEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"assistant", "prompter", "writer"})
    void areAsTheirChecksAskFor(String persona) throws Exception {
        var judge = new Judge(PythonSandbox.impossible("no code is expected here"));

        assertThat(examples(persona).problems(judge)).isEmpty();
    }

    @Test
    void theCodeOfTheCoderPassesItsTests() throws Exception {
        var sandbox = PythonSandbox.find(System.getenv());
        assumeTrue(sandbox.impossible().isEmpty(), sandbox.impossible());

        assertThat(examples("coder").problems(new Judge(sandbox))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"assistant", "coder", "prompter", "writer"})
    void areWrittenWithPlainQuotesAndHyphensAndWithoutEmojis(String persona) {
        assertThatAll(persona)
                .allSatisfy(example -> assertThat(example.messages())
                        .allSatisfy(message -> assertThat(message.text())
                                .as(example.id())
                                .doesNotContainPattern(TYPOGRAPHY)
                                .doesNotContainPattern(EMOJI)));
    }

    @Test
    void theAssistantAnswersInThreeSentencesAtMostAndIsChecked() {
        assertThatAll("assistant").allSatisfy(example -> {
            assertThat(example.check().unknown())
                    .as(example.id())
                    .isEqualTo(example.check().facts().isEmpty());
            for (var reply : example.replies()) {
                assertThat(Prose.sentences(reply)).as(example.id()).hasSizeBetween(1, 3);
                assertThat(LENGTH_OF_AN_ANSWER.problem(example.id(), Prose.count(reply)))
                        .isEmpty();
            }
        });
    }

    @Test
    void theCoderGivesOneShortBlockAndOneSentence() throws Exception {
        var judge = new Judge(PythonSandbox.impossible("another test runs it"));
        for (var example : all("coder")) {
            for (var reply : example.replies()) {
                assertThat(judge.judge(example.check(), reply))
                        .as(example.id())
                        .noneMatch(verdict -> verdict.result() == Verdict.Result.FAILED);
                var block = CodeBlocks.of(reply).blocks().getFirst();
                assertThat(block.language()).as(example.id()).isEqualTo("python");
                assertThat(block.code().lines()).as(example.id()).hasSizeBetween(1, LINES_OF_CODE);
                assertThat(reply).as(example.id()).startsWith("```");
            }
        }
    }

    @Test
    void theCodersTestsHaveThreeAssertsOrMore() {
        assertThatAll("coder")
                .allSatisfy(example -> assertThat(String.valueOf(example.check().test())
                                .lines()
                                .filter(line -> line.strip().startsWith("assert ")))
                        .as(example.id())
                        .hasSizeGreaterThanOrEqualTo(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompter", "writer"})
    void whatIsToBeCoveredIsNamedInTheWish(String persona) {
        assertThatAll(persona).allSatisfy(example -> {
            assertThat(example.check().form()).as(example.id()).isNotNull();
            assertThat(example.check().covers()).as(example.id()).hasSizeBetween(2, 4);
            assertThat(example.check().covers())
                    .as(example.id())
                    .allMatch(word -> example.questions().stream().anyMatch(wish -> WholeWords.holds(wish, word)));
        });
    }

    private static AbstractListAssert<?, List<? extends Example>, Example, ?> assertThatAll(String persona) {
        return Assertions.assertThat(all(persona));
    }

    private static List<Example> all(String persona) {
        var examples = examples(persona);
        return Stream.concat(examples.train().stream(), examples.heldOut().stream())
                .toList();
    }

    private static Examples examples(String persona) {
        return Examples.read(Path.of("personas", persona));
    }
}
