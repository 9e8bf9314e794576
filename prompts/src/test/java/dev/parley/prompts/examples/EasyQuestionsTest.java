package dev.parley.prompts.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.prompts.examples.EasyQuestions.Question;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EasyQuestionsTest {
    private final Question capital =
            new Question("What is the capital of Germany?", List.of("Berlin"), List.of("Munich"));
    private final Question sum = new Question("What is 2 + 2?", List.of("4", "four"), List.of("5"));

    @Test
    void thereAreFortyDifferentOnes() {
        assertThat(EasyQuestions.load())
                .hasSize(40)
                .extracting(Question::ask)
                .doesNotHaveDuplicates()
                .contains("What is the capital of Germany?")
                .allMatch(ask -> ask.endsWith("?"));
    }

    @Test
    void eachHasAnAnswerAndEveryPatternCompiles() {
        assertThat(EasyQuestions.load()).allSatisfy(question -> {
            assertThat(question.accept()).isNotEmpty();
            assertThat(question.accept()).allSatisfy(Pattern::compile);
            assertThat(question.refuse()).allSatisfy(Pattern::compile);
        });
    }

    @Test
    void theWordsOfAQuestionAreNeitherAcceptedNorRefused() {
        // Otherwise a model would be right, or wrong, by repeating the question.
        assertThat(EasyQuestions.load())
                .allSatisfy(
                        question -> assertThat(Stream.concat(question.accept().stream(), question.refuse().stream()))
                                .noneMatch(word -> WholeWords.says(question.ask(), word)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Berlin",
                "berlin.",
                "The capital of Germany is **Berlin**.",
                "Good question! It is Berlin. Munich is larger than you think.",
                "1. Berlin",
                "Berlin, not Munich? Yes",
                "Here is the answer:\nBerlin",
            })
    void theAnswerInTheFirstTwoSentencesCounts(String reply) {
        assertThat(new Question("", List.of("Berlin"), List.of("Hamburg")).isAnsweredBy(reply))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Berliners live there.",
                "I do not know. Let me think. Berlin?",
                "It is not Berlin.",
                "It is not the Berlin that you mean.",
                "The capital isn't Berlin.",
                "The capital is Munich. Others say Berlin.",
                "Berlin. Or Munich.",
            })
    void elsewhereNegatedOrContradictedItDoesNot(String reply) {
        assertThat(capital.isAnsweredBy(reply)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "2 + 2 = 4.", "The answer is four!", "2+2 is 4, of course."})
    void numbersAreRecognisedAsTheyAreWritten(String reply) {
        assertThat(sum.isAnsweredBy(reply)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"14", "4.5", "1,4", "40", "2 + 2 = 5, not 4", "fourteen", "-4"})
    void partsOfOtherNumbersAreNot(String reply) {
        assertThat(sum.isAnsweredBy(reply)).isFalse();
    }
}
