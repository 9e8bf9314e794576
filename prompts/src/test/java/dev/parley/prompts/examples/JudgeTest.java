package dev.parley.prompts.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.prompts.examples.Verdict.Result;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final String ADVERT = """
            # Soap That Stays Put

            Tired of chasing the bar around the tub? Grip is a soap with a ridge on each side.

            It is made in Leeds from olive oil and sea salt, and it lasts a month of daily showers. One bar \
            costs four pounds.

            **Order your first bar today and keep hold of it.**""";
    private static final String PRODUCT = """
            # The Little Red Kettle

            This kettle boils a litre of water in three minutes and fits on the smallest shelf. Its handle \
            stays cool, and its lid opens with one thumb.

            - Steel inside and out, no plastic in the water
            - Switches itself off when it is empty
            - Two metres of cable in the foot

            It comes with a guarantee of five years.""";
    private static final String SOCIAL = """
            # We Open on Friday

            After nine months of sanding floors we open our doors at noon. Come for the bread, stay for the \
            jazz, and bring a friend who likes both.
            #bakery #jazz #friday""";
    private static final String BLOG =
            """
            # Why I Walk to Work

            %s

            ## The First Week

            %s

            ## What Changed

            %s""".formatted(numbered("early", 32), numbered("later", 32), numbered("after", 32));
    private static final String IMAGE = """
            **Subject:** An old tram with lit windows and two people at its door, one of them with an umbrella.
            **Setting:** A wet street in Lisbon at dusk, with tiled houses on both sides and a steep hill behind.
            **Style:** Watercolour with loose edges and a palette of blue, grey and warm yellow.
            **Light:** Soft evening light from the left, and lamps that shine on the wet stones.
            **Avoid:** Cars, modern signs, text and frames.""";

    private final Judge judge = new Judge(PythonSandbox.impossible("a test says so"));

    private static String numbered(String word, int count) {
        return IntStream.range(0, count).mapToObj(i -> word + i).collect(Collectors.joining(" ", "", "."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It fell in 1989, and Berlin became the capital.",
                "berlin, in the year 1989.",
                "Nineteen  eighty-nine; Berlin.",
            })
    void eachFactMayBeNamedInOneOfItsWays(String reply) throws Exception {
        assertThat(failed(facts(), reply)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            It fell in 1989.                           | The reply does not name Berlin.
            Berliners, in 1989.                        | The reply does not name Berlin.
            It is not Berlin, and 1989.                | The reply does not name Berlin.
            Berlin, in 19890.                          | The reply does not name 1989 or nineteen eighty-nine.
            """)
    void aMissingFactIsNamed(String reply, String why) throws Exception {
        assertThat(failed(facts(), reply)).containsExactly(new Verdict(Aspect.FACTS, Result.FAILED, why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"I don’t know that.", "Sadly i do not know.", "I have no way to see your screen."})
    void notKnowingIsHonest(String reply) throws Exception {
        assertThat(failed(unknown(), reply)).isEmpty();
    }

    @Test
    void claimingToKnowIsNot() throws Exception {
        assertThat(failed(unknown(), "You had eggs."))
                .extracting(Verdict::aspect)
                .containsExactly(Aspect.HONESTY);
    }

    @Test
    void codeIsJudgedByItsBlockAndItsSentenceWhereItCannotRun() throws Exception {
        var verdicts = judge.judge(
                coding(), "```python\ndef one():\n    return 1\n```\n\nThis function gives back the number one.");

        assertThat(verdicts)
                .extracting(Verdict::aspect, Verdict::result)
                .containsExactly(
                        tuple(Aspect.FENCE, Result.PASSED),
                        tuple(Aspect.PARSES, Result.SKIPPED),
                        tuple(Aspect.TEST, Result.SKIPPED),
                        tuple(Aspect.SENTENCE, Result.PASSED));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            def one(): return 1                                   | It holds 0 blocks of code; it should hold one.
            ```~def one(): return 1~```                           | Its block of code does not name its language.
            ```python~def one(): return 1                         | Its block of code is not closed.
            ```python~x = 1~```~~```python~y = 1~```              | It holds 2 blocks of code; it should hold one.
            """)
    void fencesAreCounted(String reply, String why) throws Exception {
        assertThat(failed(coding(), reply.replace('~', '\n'))).contains(new Verdict(Aspect.FENCE, Result.FAILED, why));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                    | Beside the code stand 0 sentences; one should.
            It gives one. It gives nothing else at all to you.    | Beside the code stand 2 sentences; one should.
            It gives one.                                         | The sentence beside the code has 3 words; it should have 6 to 30.
            """)
    void oneSentenceStandsBesideTheCode(String beside, String why) throws Exception {
        assertThat(failed(coding(), "```python\ndef one(): return 1\n```\n\n" + beside))
                .containsExactly(new Verdict(Aspect.SENTENCE, Result.FAILED, why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It splits on `a. b`, e.g. at the first dot that it finds.",
                "It calls `str.split()` once, so that nothing (i.e. no word) is lost!",
            })
    void dotsInsideOfASentenceDoNotEndIt(String sentence) throws Exception {
        assertThat(failed(coding(), "```python\ndef one(): return 1\n```\n" + sentence))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            def one(): return 1   | PARSES PASSED, TEST PASSED
            def one(): return 2   | PARSES PASSED, TEST FAILED
            def one( return 1     | PARSES FAILED, TEST FAILED
            """)
    void codeRunsWithItsTest(String code, String expected) throws Exception {
        var sandbox = PythonSandbox.find(System.getenv());
        assumeTrue(sandbox.impossible().isEmpty(), sandbox.impossible());

        assertThat(new Judge(sandbox)
                        .judge(coding(), "```python\n" + code + "\n```").stream()
                                .filter(verdict -> verdict.aspect() == Aspect.PARSES || verdict.aspect() == Aspect.TEST)
                                .map(verdict -> verdict.aspect() + " " + verdict.result())
                                .collect(Collectors.joining(", ")))
                .isEqualTo(expected);
    }

    @Test
    void eachFormRecognisesItsOwn() throws Exception {
        assertThat(failed(form(Form.BLOG), BLOG)).isEmpty();
        assertThat(failed(form(Form.ADVERT), ADVERT)).isEmpty();
        assertThat(failed(form(Form.PRODUCT), PRODUCT)).isEmpty();
        assertThat(failed(form(Form.SOCIAL), SOCIAL)).isEmpty();
        assertThat(failed(form(Form.IMAGE), IMAGE)).isEmpty();
        assertThat(failed(
                        form(Form.TEXT),
                        IMAGE.replace("Subject", "Role")
                                .replace("Setting", "Task")
                                .replace("Style", "Context")
                                .replace("Light", "Format")
                                .replace("Avoid", "Limits")))
                .isEmpty();
    }

    @Test
    void noFormTakesAnotherOnesText() {
        var texts = List.of(BLOG, ADVERT, PRODUCT, SOCIAL, IMAGE);
        var forms = List.of(Form.BLOG, Form.ADVERT, Form.PRODUCT, Form.SOCIAL, Form.IMAGE, Form.TEXT);

        assertThat(forms)
                .allSatisfy(form -> assertThat(
                                texts.stream().filter(text -> form.problem(text).isEmpty()))
                        .hasSizeLessThanOrEqualTo(1));
        assertThat(texts)
                .allSatisfy(text -> assertThat(
                                forms.stream().filter(form -> form.problem(text).isEmpty()))
                        .hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # Soap That Stays Put  | Soap That Stays Put       | It should begin with a title
            # Soap That Stays Put  | # Soap                    | Its title has 1 words
            **Order                | Order                     | it should have: paragraph, paragraph, bold line
            It is made             | ## It is made             | It has: paragraph, section, bold line
            """)
    void aMissingPartIsNamed(String part, String instead, String why) throws Exception {
        assertThat(failed(form(Form.ADVERT), ADVERT.replace(part, instead)))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.reason()).contains(why));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            **Style:**    | **Stil:**             | Its line 3 should begin with '**Style:**'
            **Setting:**  | **Setting:** A.~And   | Its line 3 should begin with '**Style:**'
            and frames.   | and frames.~Enjoy!    | It has 6 lines
            """)
    void theLabelsComeEachOnceAndInTheirOrder(String part, String instead, String why) throws Exception {
        assertThat(failed(form(Form.IMAGE), IMAGE.replace(part, instead.replace('~', '\n'))))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.reason()).contains(why));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The tea is hot. We drink. The tea, is hot!                     | It says twice
            and and and and so on                                          | in a row
            a b c d e f 1 a b c d e f 2 a b c d e f                        | It says 3 times
            - the tea is hot~- the milk is cold~- the tea is hot           | It says twice
            """)
    void loopsAreFound(String text, String why) {
        assertThat(Prose.loop(text.replace("~", "\n\n"))).contains(why);
    }

    @Test
    void aPhraseThatComesBackIsNoLoop() {
        assertThat(Prose.loop("It is. The cup is on the table. It is. The plate is on the table, too."))
                .isEmpty();
    }

    @Test
    void whatIsNotCoveredIsNamed() throws Exception {
        var check = new Check(List.of(), false, null, null, List.of("olive oil", "ridge", "refill"), null);

        assertThat(failed(check, ADVERT))
                .containsExactly(new Verdict(Aspect.COVERAGE, Result.FAILED, "The reply does not hold: refill."));
    }

    @Test
    void anExamplesOwnLengthCounts() throws Exception {
        var check = new Check(List.of(), false, null, Form.ADVERT, List.of(), new WordRange(10, 20));

        assertThat(failed(check, ADVERT)).extracting(Verdict::aspect).containsExactly(Aspect.LENGTH);
    }

    @Test
    void whoAsksForNothingIsContentWithAnything() throws Exception {
        assertThat(judge.judge(Check.NONE, "")).isEmpty();
    }

    private List<Verdict> failed(Check check, String reply) throws InterruptedException {
        return judge.judge(check, reply).stream()
                .filter(verdict -> verdict.result() == Result.FAILED)
                .toList();
    }

    private static Check facts() {
        return new Check(
                List.of(List.of("Berlin"), List.of("1989", "nineteen eighty-nine")),
                false,
                null,
                null,
                List.of(),
                null);
    }

    private static Check unknown() {
        return new Check(List.of(), true, null, null, List.of(), null);
    }

    private static Check coding() {
        return new Check(List.of(), false, "assert one() == 1", null, List.of(), null);
    }

    private static Check form(Form form) {
        return new Check(List.of(), false, null, form, List.of(), null);
    }
}
