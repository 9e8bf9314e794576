package dev.parley.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.server.Served.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** llama-server's {@code ignore_eos}, on a model that ends its replies soon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IgnoreEndTest {
    private static final int TOKENS = 200;

    private Served served;

    @BeforeAll
    void serve(@TempDir Path folder) {
        served = new Served(Models.of(TinyModel.standard().writeTo(folder.resolve("tiny.gguf"))));
    }

    @AfterAll
    void close() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"temperature\":0", "\"temperature\":0.8,\"seed\":5"})
    void aReplyGetsAsLongAsItMay(String sampling) {
        JsonNode usual = chat(sampling).body();
        JsonNode ignoring = chat(sampling + ",\"ignore_eos\":true").body();

        assertThat(usual.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(ignoring.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(ignoring.at("/usage/completion_tokens").asInt()).isEqualTo(TOKENS);
    }

    @Test
    void whatIsNoFlagIsRefused() {
        Answer answer = chat("\"ignore_eos\":1");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().path("message").asText()).contains("'ignore_eos'");
    }

    private Answer chat(String fields) {
        return served.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":" + TOKENS + ","
                + fields + "}");
    }
}
