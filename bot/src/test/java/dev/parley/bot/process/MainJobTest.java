package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.engine.fixture.RealModel;
import dev.parley.persistence.Finish;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Parley is for, with the real model: a message in, a streamed reply out, kept. */
@Tag("model")
class MainJobTest {
    private static final String CAPITAL = "What is the capital of Germany?";

    @TempDir
    private Path folder;

    private Program parley;

    @BeforeEach
    void start() {
        parley = Program.on(folder).with("PARLEY_ENGINE_MODEL", RealModel.file().toString());
    }

    @Test
    void knowsTheCapitalOfGermany() {
        var asked = parley.run("ask", CAPITAL);
        assertThat(asked.out()).contains("Berlin");
        // A slow disk's checksum is said; nothing else is.
        assertThat(asked.err().lines().filter(line -> !line.startsWith("checksum")))
                .isEmpty();
        assertThat(asked.exitCode()).isZero();
    }

    @Test
    void answersQuestionsAboutAFile() {
        var asked = parley.pipe(
                "Dear Anna, the meeting was moved from Monday to Thursday. See you there, Ben.\n",
                "ask",
                "Which day is the meeting now?");
        assertThat(asked.out()).contains("Thursday");
    }

    @Test
    void saysTheSameWithTheSameSeedWhenNothingIsCached() throws JsonProcessingException {
        String[] question = {"ask", "Tell me a story", "--fresh", "--seed", "7", "--json", "--max-tokens", "60"};
        var first = object(parley.run(question));
        var second = object(parley.run(question));
        assertThat(first.path("text").asText())
                .isEqualTo(second.path("text").asText())
                .hasSizeGreaterThan(60);
        assertThat(List.of(first, second)).allSatisfy(each -> {
            assertThat(each.path("cached_tokens").asInt()).isZero();
            assertThat(each.path("prompt_tokens").asInt()).isGreaterThan(10);
            assertThat(each.path("completion_tokens").asInt()).isBetween(10, 60);
            assertThat(each.path("decode_tps").asDouble()).isPositive();
        });
    }

    @Test
    void remembersTheConversationAfterARestart() {
        assertThat(parley.pipe(CAPITAL + "\nAnd of France?\n", "chat").out()).contains("Berlin", "Paris");
        var again = parley.pipe("/history\nAnd of Italy?\n", "chat");
        assertThat(again.out()).containsSubsequence(CAPITAL, "Berlin", "And of France?", "Paris", "Rome");
        assertThat(Stored.in(parley.home(), "main").turns()).hasSize(6);
    }

    @Test
    void goesOnAfterALengthStop() {
        var limited = parley.with("PARLEY_CHAT_MAX_TOKENS", "12");
        var ended = limited.pipe("Count from one to thirty in words.\n/continue\n/continue\n", "chat");
        assertThat(ended.exitCode()).isZero();
        var turns = Stored.in(parley.home(), "main").turns();
        assertThat(turns).hasSize(2);
        // More words than one reply has tokens.
        assertThat(turns.getLast().text().split("\\W+")).hasSizeGreaterThan(12);
    }

    @Test
    void answersAsTheChosenPersona() throws JsonProcessingException {
        var ended = object(parley.run(
                "ask", "Write a Python function that adds two numbers.", "--persona", "coder", "--json", "--fresh"));
        assertThat(ended.path("persona").asText()).isEqualTo("coder");
        assertThat(ended.path("text").asText()).contains("```python", "def ");
    }

    @Test
    void givesOneWholeAnswerAlthoughTheEngineIsKilled() {
        try (var run = parley.start("ask", "Tell me a long story about a lighthouse.", "--max-tokens", "300")) {
            run.endInput();
            run.awaitOut(out -> out.length() > 100);
            var shown = run.out();
            run.engine().destroyForcibly();
            var ended = run.end();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out()).startsWith(shown).hasSizeGreaterThan(shown.length());
            var turns = Stored.in(parley.home(), "main").turns();
            assertThat(turns).hasSize(2);
            assertThat(Stored.line(turns.getLast().text())).isEqualTo(ended.out());
            assertThat(turns.getLast().generation().finish()).isIn(Finish.STOP, Finish.LENGTH);
        }
    }

    @Test
    void showsTheReplyAsItIsWritten() {
        try (var run = parley.start("ask", "Tell me a long story about a lighthouse.", "--max-tokens", "200")) {
            run.endInput();
            run.awaitOut(out -> out.length() > 20);
            int early = run.out().length();
            assertThat(early).isLessThan(run.end().out().length());
        }
    }

    private static JsonNode object(Run.Ended ended) throws JsonProcessingException {
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out().lines()).hasSize(1);
        return new ObjectMapper().readTree(ended.out());
    }
}
