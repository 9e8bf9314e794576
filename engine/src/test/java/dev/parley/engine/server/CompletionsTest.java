package dev.parley.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.server.Served.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CompletionsTest {

    private Served served;

    @BeforeAll
    void serve(@TempDir Path folder) {
        served = new Served(Models.of(TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"))));
    }

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void readsTokenIdsAndTellsHowLikelyEachIs() {
        // <|im_start|>, words, and a part of a character.
        String text = "{\"content\":\"Grüße vom Fluss\"}";
        JsonNode ids = served.post("/tokenize", text).body().path("tokens");
        String prompt = "[1," + ids.toString().substring(1);
        JsonNode body = completion("\"prompt\":" + prompt + ",\"echo\":true,\"max_tokens\":0,\"logprobs\":2");
        JsonNode choice = body.at("/choices/0");
        JsonNode logprobs = choice.path("logprobs");

        assertThat(body.path("object").asText()).isEqualTo("text_completion");
        assertThat(choice.path("text").asText()).isEqualTo("<|im_start|>Grüße vom Fluss");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("length");
        assertThat(logprobs.path("ids").toString()).isEqualTo(prompt);
        assertThat(logprobs.path("tokens")).hasSize(ids.size() + 1);
        assertThat(logprobs.at("/tokens/0").asText()).isEqualTo("<|im_start|>");
        assertThat(logprobs.at("/token_logprobs/0").isNull()).isTrue();
        assertThat(logprobs.at("/top_logprobs/0").isNull()).isTrue();
        assertThat(logprobs.at("/text_offset/1").asInt()).isEqualTo("<|im_start|>".length());
        for (int i = 1; i <= ids.size(); i++) {
            assertThat(logprobs.path("token_logprobs").get(i).asDouble()).isNegative();
            assertThat(logprobs.path("top_logprobs").get(i).size()).isBetween(2, 3);
            assertThat(logprobs.path("top_logprobs")
                            .get(i)
                            .has(logprobs.path("tokens").get(i).asText()))
                    .isTrue();
        }
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(ids.size() + 1);
        assertThat(body.at("/usage/completion_tokens").asInt()).isZero();
    }

    @Test
    void continuesAText() {
        JsonNode choice = completion("\"prompt\":\"The river\",\"max_tokens\":5,\"temperature\":0")
                .at("/choices/0");

        assertThat(choice.path("text").asText()).isNotEmpty().doesNotStartWith("The river");
        assertThat(choice.path("logprobs").isNull()).isTrue();
        assertThat(completion("\"prompt\":\"The river\",\"max_tokens\":5,\"temperature\":0,\"echo\":true")
                        .at("/choices/0/text")
                        .asText())
                .isEqualTo("The river" + choice.path("text").asText());
        assertThat(completion("\"prompt\":\"The river\",\"max_tokens\":0,\"echo\":true")
                        .at("/choices/0/text")
                        .asText())
                .isEqualTo("The river");
    }

    @Test
    void aReplysScoresAreThoseOfReadingItAgain() {
        JsonNode said = completion("\"prompt\":\"The river\",\"max_tokens\":8,\"seed\":3,\"logprobs\":0,\"echo\":true")
                .at("/choices/0/logprobs");
        JsonNode read = completion("\"prompt\":" + said.path("ids") + ",\"max_tokens\":0,\"logprobs\":0,\"echo\":true")
                .at("/choices/0/logprobs");

        assertThat(read.path("ids")).isEqualTo(said.path("ids"));
        assertThat(read.path("text_offset")).isEqualTo(said.path("text_offset"));
        for (int i = 1; i < said.path("ids").size(); i++) {
            assertThat(read.path("token_logprobs").get(i).asDouble())
                    .isCloseTo(
                            said.path("token_logprobs").get(i).asDouble(),
                            org.assertj.core.api.Assertions.within(0.02));
        }
    }

    @Test
    void streamsTheSame() {
        String fields = "\"prompt\":\"The river\",\"max_tokens\":8,\"temperature\":0,\"logprobs\":1,\"echo\":true";
        JsonNode whole = completion(fields).at("/choices/0");
        List<JsonNode> events = served.events("/v1/completions", "{" + fields + ",\"stream\":true}");
        StringBuilder text = new StringBuilder();
        StringBuilder offsets = new StringBuilder();
        for (JsonNode each : events) {
            text.append(each.at("/choices/0/text").asText());
            each.at("/choices/0/logprobs/text_offset")
                    .forEach(offset -> offsets.append(offset).append(','));
        }

        assertThat(text).hasToString(whole.path("text").asText());
        assertThat("[" + offsets.substring(0, offsets.length() - 1) + "]")
                .isEqualTo(whole.at("/logprobs/text_offset").toString());
        assertThat(events.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"max_tokens\":5 | 'prompt'",
                "\"prompt\":5 | 'prompt'",
                "\"prompt\":[] | at least one token",
                "\"prompt\":\"\" | at least one token",
                "\"prompt\":[[1]] | in the place 0",
                "\"prompt\":[1,-1] | in the place 1",
                "\"prompt\":[1,2,99999999] | in the place 2",
                "\"prompt\":[1.5] | in the place 0",
                "\"prompt\":[\"a\"] | in the place 0",
                "\"prompt\":\"a\",\"max_tokens\":0 | 'max_tokens'",
                "\"prompt\":\"a\",\"max_tokens\":-1,\"echo\":true | 'max_tokens'",
                "\"prompt\":\"a\",\"logprobs\":21 | 'logprobs'",
                "\"prompt\":\"a\",\"logprobs\":true | 'logprobs'",
                "\"prompt\":\"a\",\"n\":2 | 'n'",
                "\"prompt\":\"a\",\"best_of\":2 | 'best_of'",
                "\"prompt\":\"a\",\"suffix\":\"b\" | 'suffix'",
                "\"prompt\":\"a\",\"lora\":[{\"id\":9,\"scale\":1}] | no adapter 9"
            })
    void namesTheFieldThatIsWrong(String fields, String words) {
        Answer answer = served.post("/v1/completions", "{" + fields + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().path("message").asText()).contains(words);
    }

    @Test
    void aPromptThatFillsTheContextCanBeReadButNotContinued() {
        String prompt = "\"prompt\":[" + "100,".repeat(1023) + "100]";

        assertThat(completion(prompt + ",\"max_tokens\":0,\"echo\":true,\"logprobs\":0")
                        .at("/choices/0/logprobs/ids"))
                .hasSize(1024);
        assertThat(served.post("/v1/completions", "{" + prompt + "}")
                        .error()
                        .path("type")
                        .asText())
                .isEqualTo("exceed_context_size_error");
    }

    @Test
    void chatsTellHowLikelyEachTokenWas() {
        String fields = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":12,\"temperature\":0,"
                + "\"logprobs\":true,\"top_logprobs\":3,\"cache_prompt\":false";
        JsonNode choice = served.chat("{" + fields + "}").body().at("/choices/0");
        JsonNode content = choice.at("/logprobs/content");
        StringBuilder text = new StringBuilder();
        content.forEach(each -> text.append(each.path("token").asText()));

        assertThat(text).hasToString(choice.at("/message/content").asText());
        assertThat(content).hasSize(12).allSatisfy(each -> {
            assertThat(each.path("logprob").asDouble()).isNegative();
            assertThat(each.path("bytes")).isNotEmpty();
            assertThat(each.path("top_logprobs")).hasSize(3);
            assertThat(each.at("/top_logprobs/0/logprob")).isEqualTo(each.path("logprob"));
        });
        StringBuilder streamed = new StringBuilder();
        served.events("{" + fields + ",\"stream\":true}")
                .forEach(event -> event.at("/choices/0/logprobs/content").forEach(each -> streamed.append(each)));
        StringBuilder whole = new StringBuilder();
        content.forEach(whole::append);
        assertThat(streamed).hasToString(whole.toString());
    }

    @Test
    void chatsSayNothingOfItUnasked() {
        String hello = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":3,\"logprobs\":false}";

        assertThat(served.chat(hello).body().at("/choices/0").has("logprobs")).isFalse();
    }

    private JsonNode completion(String fields) {
        Answer answer = served.post("/v1/completions", "{" + fields + "}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }
}
