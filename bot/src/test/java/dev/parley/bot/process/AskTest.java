package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskTest {
    @TempDir
    private static Path folder;

    private Program parley;
    private String model;

    @BeforeEach
    void start() {
        parley = Program.on(folder);
        model = parley.tiny().toString();
    }

    @Test
    void printsTheReplyAndNothingElse() {
        var first = parley.run("ask", "Hello", "there", "--model", model, "--conversation", "one");
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).isNotBlank().endsWith("\n");
        assertThat(first.exitCode()).isZero();

        var stored = Stored.in(parley.home(), "one");
        assertThat(stored.texts()).hasSize(2).startsWith("Hello there");
        assertThat(first.out()).isEqualTo(Stored.line(stored.texts().getLast()));
    }

    @Test
    void printsOneObjectAsJson() throws JsonProcessingException {
        var ended = parley.pipe(
                "and this\n", "ask", "--json", "Look", "--model", model, "--conversation", "two", "--persona", "coder");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines()).hasSize(1);
        JsonNode object = new ObjectMapper().readTree(ended.out());
        assertThat(object.propertyStream().map(java.util.Map.Entry::getKey))
                .containsExactly(
                        "text",
                        "persona",
                        "model",
                        "adapter",
                        "prompt_tokens",
                        "cached_tokens",
                        "completion_tokens",
                        "ttft_ms",
                        "prefill_tps",
                        "decode_tps",
                        "finish_reason",
                        "dropped_turns");
        assertThat(object.path("persona").asText()).isEqualTo("coder");
        assertThat(object.path("model").asText()).isEqualTo("tiny.gguf");
        assertThat(object.path("adapter").isNull()).isTrue();
        assertThat(object.path("prompt_tokens").asInt()).isPositive();
        assertThat(object.path("finish_reason").asText()).isIn("stop", "length");
        assertThat(Stored.in(parley.home(), "two").texts())
                .containsExactly("Look\n\nand this", object.path("text").asText());
    }

    @Test
    void repeatsItselfWithTheSameSeed() throws JsonProcessingException {
        String[] question = {
            "ask",
            "Tell me",
            "--fresh",
            "--seed",
            "7",
            "--temperature",
            "1",
            "--max-tokens",
            "30",
            "--json",
            "--model",
            model
        };
        var first = new ObjectMapper().readTree(parley.run(question).out());
        var second = new ObjectMapper().readTree(parley.run(question).out());
        assertThat(second.path("text").asText()).isEqualTo(first.path("text").asText());
        assertThat(first.path("completion_tokens").asInt()).isLessThanOrEqualTo(30);
        assertThat(first.path("cached_tokens").asInt()).isZero();
    }

    @Test
    void endsAtItsLongest() throws JsonProcessingException {
        var ended = parley.talkative().run("ask", "Go on", "--fresh", "--max-tokens", "5", "--json");
        var object = new ObjectMapper().readTree(ended.out());
        assertThat(object.path("completion_tokens").asInt()).isEqualTo(5);
        assertThat(object.path("finish_reason").asText()).isEqualTo("length");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void takesBytesThatAreNoText() {
        byte[] broken = "a \u00ed\u00a0\u0080 b \u00ff c".getBytes(StandardCharsets.ISO_8859_1);
        var ended = parley.pipe(broken, "ask", "--model", model, "--conversation", "three");
        assertThat(ended.exitCode()).isZero();
        assertThat(Stored.in(parley.home(), "three").texts().getFirst()).matches("a \ufffd+ b \ufffd c");
    }
}
