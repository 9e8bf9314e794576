package dev.parley.bot.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.bench.RealEngine;
import dev.parley.prompts.examples.EasyQuestions.Question;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each shipped persona does on the default model what its description says: most times, as the model is very small. */
@Tag("model")
class ShippedPersonasOnTheModelTest {
    private static RealEngine engine;

    @BeforeAll
    static void start(@TempDir Path folder) throws InterruptedException {
        engine = RealEngine.start(folder);
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void theAssistantIsRightFourTimesOutOfFive() {
        var wrong = Examinee.shipped("assistant").wrong(engine, 1);

        assertThat(wrong).extracting(Question::ask).hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void theCoderWritesABlockOfCode() {
        assertThat(replies("coder", "Write a Python function that reverses a string.", 3))
                .as("three replies")
                .filteredOn(reply -> reply.contains("```python") && reply.contains("def ") && reply.contains("return"))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    /** Three of four do, by 120 replies. */
    @Test
    void theWriterWritesTheTextThatWasAskedFor() {
        assertThat(replies("writer", "Write an advertisement for a coffee shop in Lisbon.", 9))
                .as("nine replies")
                .filteredOn(reply -> reply.contains("Lisbon")
                        && reply.toLowerCase(java.util.Locale.ROOT).contains("coffee")
                        && reply.length() > 300)
                .hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void thePrompterKeepsToTheWishAndMakesMoreOfIt() {
        String wish = "a picture of a red fox in the snow";
        assertThat(replies("prompter", wish, 3))
                .as("three replies")
                .filteredOn(
                        reply -> reply.contains("fox") && reply.contains("snow") && reply.length() > 2 * wish.length())
                .hasSizeGreaterThanOrEqualTo(2);
    }

    private static java.util.List<String> replies(String persona, String question, int count) {
        Examinee examinee = Examinee.shipped(persona);
        return LongStream.rangeClosed(1, count)
                .mapToObj(seed -> examinee.answer(engine, question, seed, 200))
                .toList();
    }
}
