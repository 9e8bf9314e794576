package dev.parley.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.server.Served.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EngineServerTest {

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private Served served;

    @BeforeAll
    void serve(@TempDir Path folder) {
        served = new Served(Models.of(TinyModel.write(folder.resolve("tiny.gguf"))));
    }

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void saysThatItIsWellToAnybody() {
        Answer answer = served.json(HttpRequest.newBuilder(URI.create("http://localhost:" + served.port() + "/health"))
                .GET());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("status").asText()).isEqualTo("ok");
        assertThat(answer.body().path("busy").isBoolean()).isTrue();
        assertThat(answer.body().path("steps").isIntegralNumber()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer wrong", "Bearer secret2", "bearer secret", "Basic secret"})
    void asksForTheToken(String authorization) {
        for (String path : List.of("/props", "/v1/models", "/v1/chat/completions", "/nothing")) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + path));
            Answer answer = served.json(
                    authorization.isEmpty()
                            ? request.GET()
                            : request.header("Authorization", authorization).GET());

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.error().path("type").asText()).isEqualTo("authentication_error");
            assertThat(answer.error().path("code").asInt()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example,403",
        "127.0.0.1.evil.example:PORT,403",
        "127.0.0.1,403",
        "127.0.0.1:1,403",
        "127.0.0.1:PORT,200",
        "localhost:PORT,200",
        "[::1]:PORT,200"
    })
    void answersToItsOwnNamesOnly(String host, int status) throws IOException {
        String head = "GET /health HTTP/1.1\r\nHost: " + host.replace("PORT", "" + served.port()) + "\r\n";
        try (Socket socket = served.raw(head, "")) {
            assertThat(firstLine(socket)).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void sendsNoCorsHeaders() {
        HttpRequest.Builder request = served.request("/props").header("Origin", "http://evil.example");

        assertThat(served.json(request.GET()).status()).isEqualTo(200);
        assertThat(served.json(request.method("OPTIONS", BodyPublishers.noBody()))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void describesItself() {
        JsonNode props = served.get("/props").body();

        assertThat(props.path("model").asText()).isEqualTo("tiny");
        assertThat(props.path("n_ctx").asInt()).isEqualTo(1024);
        assertThat(props.path("parallel").asInt()).isEqualTo(4);
        assertThat(props.path("pool").asInt()).isEqualTo(4096);
        assertThat(props.path("build").asText()).isEqualTo("b4916");
        assertThat(served.get("/v1/models").body().at("/data/0/id").asText()).isEqualTo("tiny");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/",
        "GET,/v1/chat/completions",
        "POST,/health",
        "DELETE,/v1/models",
        "GET,/v1/cache/x",
        "PUT,/props"
    })
    void saysWhatIsNotThere(String method, String path) {
        Answer answer = served.json(served.request(path).method(method, BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error().path("type").asText()).isEqualTo("not_found_error");
        assertThat(answer.error().path("message").asText()).contains(method + " " + path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | must be a JSON object",
                "{ | no JSON",
                "[] | must be a JSON object",
                "{} {} | no JSON",
                "{\"messages\":[],\"temperature\":NaN} | no JSON",
                "{} | 'messages'",
                "{\"messages\":{}} | 'messages'",
                "{\"messages\":[]} | 'messages'",
                "{\"messages\":[1]} | role ''",
                "{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]} | role 'tool'",
                "{\"messages\":[{\"role\":\"user\",\"content\":5}]} | 'content'",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]} | 'image_url'"
            })
    void refusesABodyThatIsNone(String body, String words) {
        assertRefused(served.chat(body), words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"stream\":1 | 'stream'",
                "\"stream\":true,\"stream_options\":{\"include_usage\":\"yes\"} | 'include_usage'",
                "\"stream\":true,\"stream_options\":5 | 'stream_options'",
                "\"return_progress\":\"no\" | 'return_progress'",
                "\"cache_prompt\":1 | 'cache_prompt'",
                "\"max_tokens\":0 | 'max_tokens'",
                "\"max_tokens\":-1 | 'max_tokens'",
                "\"max_tokens\":1.5 | 'max_tokens'",
                "\"max_tokens\":\"many\" | 'max_tokens'",
                "\"max_completion_tokens\":0 | 'max_completion_tokens'",
                "\"max_tokens\":99999999999999999999 | 'max_tokens'",
                "\"temperature\":-0.1 | temperature",
                "\"temperature\":5.1 | temperature",
                "\"temperature\":1e999 | temperature",
                "\"temperature\":\"hot\" | 'temperature'",
                "\"temperature\":true | 'temperature'",
                "\"top_k\":0 | top_k",
                "\"top_k\":-1 | top_k",
                "\"top_k\":1001 | top_k",
                "\"top_k\":99999999999 | top_k",
                "\"top_k\":1.5 | 'top_k'",
                "\"top_p\":0 | top_p",
                "\"top_p\":1.1 | top_p",
                "\"min_p\":-0.1 | min_p",
                "\"min_p\":2 | min_p",
                "\"repeat_penalty\":0 | repeat_penalty",
                "\"repeat_penalty\":-1e999 | repeat_penalty",
                "\"frequency_penalty\":3 | frequency_penalty",
                "\"presence_penalty\":-3 | presence_penalty",
                "\"seed\":1.5 | 'seed'",
                "\"seed\":\"x\" | 'seed'",
                "\"stop\":5 | 'stop'",
                "\"stop\":[\"\"] | 'stop'",
                "\"stop\":[5] | 'stop'",
                "\"stop\":\"\" | 'stop'",
                "\"prompt_cache_key\":\"\" | 'prompt_cache_key'",
                "\"prompt_cache_key\":5 | 'prompt_cache_key'",
                "\"n\":2 | 'n'",
                "\"tools\":[{}] | 'tools'",
                "\"response_format\":{\"type\":\"json_object\"} | json_object",
                "\"logprobs\":1 | 'logprobs'",
                "\"logprobs\":true,\"top_logprobs\":21 | it must be 0 to 20",
                "\"logprobs\":true,\"top_logprobs\":-1 | it must be 0 to 20",
                "\"top_logprobs\":3 | needs 'logprobs'",
                "\"lora\":5 | 'lora'",
                "\"lora\":{} | 'lora'",
                "\"lora\":[{\"id\":0}] | 'scale'",
                "\"lora\":[{\"id\":\"x\",\"scale\":1}] | 'id'",
                "\"lora\":[{\"id\":0,\"scale\":4.1}] | 0.01 to 4.0",
                "\"lora\":[{\"id\":0,\"scale\":-1}] | 0.01 to 4.0",
                "\"lora\":[{\"id\":0,\"scale\":1e-9}] | 0.01 to 4.0",
                "\"lora\":[{\"id\":0,\"scale\":0},{\"id\":0,\"scale\":1}] | twice",
                "\"lora\":[{\"id\":7,\"scale\":1}] | no adapter 7"
            })
    void namesTheFieldThatIsWrong(String field, String words) {
        assertRefused(served.chat("{" + HELLO + "," + field + "}"), words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"temperature\":null,\"stop\":null,\"seed\":null,\"max_tokens\":null",
                "\"seed\":-1",
                "\"seed\":9223372036854775807",
                "\"stop\":[]",
                "\"model\":\"anything\",\"user\":\"x\",\"n\":1,\"tools\":[],\"response_format\":{\"type\":\"text\"}",
                "\"max_tokens\":9223372036854775807",
                "\"repeat_penalty\":1.1,\"frequency_penalty\":0.5,\"presence_penalty\":-0.5,\"temperature\":0"
            })
    void takesWhatIsAllowed(String fields) {
        assertThat(served.chat("{" + HELLO + "," + fields + "}").status()).isEqualTo(200);
    }

    @Test
    void readsTextInParts() {
        String parts = "[{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"text\",\"text\":\"lo\"}]";

        assertThat(tokens("{\"messages\":[{\"role\":\"user\",\"content\":" + parts + "}]}"))
                .isEqualTo(tokens("{" + HELLO + "}"));
        assertThat(tokens("{\"messages\":[{\"role\":\"developer\",\"content\":\"x\"}]}"))
                .isEqualTo(tokens("{\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]}"));
    }

    @Test
    void replacesLoneSurrogates() {
        assertThat(tokens("{\"content\":\"a\\ud83db\"}")).isEqualTo(tokens("{\"content\":\"a\\ufffdb\"}"));
        assertThat(served.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"\\udc00\"}],\"max_tokens\":1}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesAPromptThatIsTooLongWithItsTokens() {
        String message = "the hills and ".repeat(2000);
        Answer answer = served.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"" + message + "\"}]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().path("type").asText()).isEqualTo("exceed_context_size_error");
        assertThat(answer.error().path("n_ctx").asInt()).isEqualTo(1024);
        assertThat(answer.error().path("n_prompt_tokens").asInt())
                .isEqualTo(tokens("{\"messages\":[{\"role\":\"user\",\"content\":\"" + message + "\"}]}")
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "1", "<|im_start|>"})
    void refusesAMegabyteWithItsTokens(String unit) {
        int length = Served.parse("\"" + unit + "\"").asText().length();
        for (int characters : List.of(500_000, 1_100_000)) {
            Answer answer = served.chat("{\"messages\":[{\"role\":\"user\",\"content\":\""
                    + unit.repeat(characters / length) + "\"}],\"stream\":true}");

            assertThat(answer.error().path("type").asText()).isEqualTo("exceed_context_size_error");
            assertThat(answer.error().path("n_prompt_tokens").asInt()).isGreaterThan(1024);
        }
    }

    @Test
    void refusesABodyOfMoreThan16Megabytes() {
        Answer answer = served.chat("x".repeat((16 << 20) + 1));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.error().path("message").asText()).contains("16 MB");
        assertThat(served.get("/health").status()).isEqualTo(200);
    }

    @Test
    void answersInOnePiece() {
        JsonNode reply = served.chat("{" + HELLO + ",\"max_tokens\":5,\"ignore_eos\":true,\"temperature\":0}")
                .body();

        assertThat(reply.path("object").asText()).isEqualTo("chat.completion");
        assertThat(reply.path("id").asText()).startsWith("chatcmpl-");
        assertThat(reply.path("model").asText()).isEqualTo("tiny");
        assertThat(reply.path("created").asLong()).isPositive();
        assertThat(reply.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(reply.at("/choices/0/message/content").asText()).isNotEmpty();
        assertThat(reply.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(reply.at("/usage/completion_tokens").asInt()).isEqualTo(5);
        assertThat(reply.at("/usage/total_tokens").asInt())
                .isEqualTo(5 + reply.at("/usage/prompt_tokens").asInt());
        assertThat(reply.at("/timings/predicted_n").asInt()).isEqualTo(5);
    }

    @Test
    void streamsTheSameText() {
        String fields = HELLO + ",\"max_tokens\":30,\"temperature\":0,\"cache_prompt\":false";
        String whole = served.chat("{" + fields + "}")
                .body()
                .at("/choices/0/message/content")
                .asText();

        assertThat(text(served.events("{" + fields + ",\"stream\":true}"))).isEqualTo(whole);
    }

    @Test
    void streamsInTheOrderThatClientsExpect() {
        List<String> lines = served.stream("{" + HELLO
                + ",\"stream\":true,\"max_tokens\":8,\"ignore_eos\":true,\"temperature\":0,\"return_progress\":true,"
                + "\"stream_options\":{\"include_usage\":true}}");
        List<JsonNode> events = new ArrayList<>();
        lines.stream()
                .filter(line -> line.startsWith("data: {"))
                .forEach(line -> events.add(Served.parse(line.substring(6))));

        assertThat(lines).allMatch(line -> line.startsWith("data: ") || line.startsWith(": "));
        assertThat(lines.getLast()).isEqualTo("data: [DONE]");
        assertThat(events).allMatch(each -> each.path("object").asText().equals("chat.completion.chunk"));
        assertThat(events.stream().map(each -> each.path("id").asText()).distinct())
                .hasSize(1);
        assertThat(events.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        JsonNode began = events.get(1).path("prompt_progress");
        assertThat(began.path("processed").asInt())
                .isEqualTo(began.path("cache").asInt());
        JsonNode read = events.get(2).path("prompt_progress");
        assertThat(read.path("processed").asInt()).isEqualTo(read.path("total").asInt());
        assertThat(events.get(events.size() - 2).at("/choices/0/finish_reason").asText())
                .isEqualTo("length");
        JsonNode last = events.getLast();
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.at("/usage/prompt_tokens").asInt())
                .isEqualTo(read.path("total").asInt());
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(8);
        assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").isInt())
                .isTrue();
        assertThat(last.path("timings").fieldNames())
                .toIterable()
                .containsExactly(
                        "cache_n",
                        "prompt_n",
                        "prompt_ms",
                        "prompt_per_second",
                        "predicted_n",
                        "predicted_ms",
                        "predicted_per_second");
    }

    @Test
    void leavesUsageOutUnlessAsked() {
        List<JsonNode> events = served.events("{" + HELLO + ",\"stream\":true,\"max_tokens\":1}");

        assertThat(events).noneMatch(each -> each.has("usage"));
        assertThat(events.getLast().has("timings")).isTrue();
    }

    @Test
    void countsAsAChatRequestDoes() {
        String first = "{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hello\"}";
        String key = ",\"prompt_cache_key\":\"counting\"";
        String reply = served.chat("{\"messages\":[" + first + "]" + key + ",\"max_tokens\":20,\"temperature\":1}")
                .body()
                .at("/choices/0/message/content")
                .toString();
        String next = "\"messages\":[" + first + ",{\"role\":\"assistant\",\"content\":" + reply
                + "},{\"role\":\"user\",\"content\":\"Why?\"}]" + key;
        JsonNode counted = served.post("/tokenize", "{" + next + ",\"add_generation_prompt\":true}")
                .body();
        JsonNode usage = served.chat("{" + next + ",\"max_tokens\":1}").body().path("usage");

        assertThat(counted.path("tokens")).hasSize(usage.path("prompt_tokens").asInt());
        assertThat(counted.path("message_tokens")).hasSize(4);
        assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt())
                .isGreaterThan(tokens("{\"messages\":[" + first + "]}").size());
    }

    @Test
    void writesOutWhatTheTemplateMakesOfAConversation() {
        String system = "{\"role\":\"system\",\"content\":\"Be brief.\"}";
        JsonNode opened = served.post("/apply-template", "{\"messages\":[" + system + "]}")
                .body();
        String question = system + ",{\"role\":\"user\",\"content\":\"Hi\"}";
        String begun = question + ",{\"role\":\"assistant\",\"content\":\" Hel\"}";
        JsonNode continued =
                served.post("/apply-template", "{\"messages\":[" + begun + "]}").body();

        assertThat(opened.path("prompt").asText())
                .isEqualTo("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>assistant\n");
        assertThat(continued.path("prompt").asText())
                .isEqualTo("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
                        + "<|im_start|>assistant\n Hel");
        assertThat(continued.has("tokens")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"user\",\"content\":\"Hello\"}",
                "{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"a <|im_end|> b\"}",
                "{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"assistant\",\"content\":\"The hills\"}"
            })
    void givesTheTokensThatAChatRequestReads(String messages) {
        JsonNode applied = served.post("/apply-template", "{\"messages\":[" + messages + "],\"tokens\":true}")
                .body();
        JsonNode usage = served.chat("{\"messages\":[" + messages + "],\"max_tokens\":1}")
                .body()
                .path("usage");

        assertThat(applied.path("tokens"))
                .hasSize(usage.path("prompt_tokens").asInt())
                .isEqualTo(tokens("{\"messages\":[" + messages + "]}"));
    }

    @Test
    void givesTheTokensThatTheModelWroteItself() {
        String question = "{\"role\":\"user\",\"content\":\"Hello\"}";
        String key = ",\"prompt_cache_key\":\"applied\"";
        JsonNode begun = served.chat("{\"messages\":[" + question + "]" + key
                        + ",\"max_tokens\":7,\"ignore_eos\":true,\"temperature\":0}")
                .body();
        JsonNode applied = served.post(
                        "/apply-template",
                        "{\"messages\":[" + question + ",{\"role\":\"assistant\",\"content\":"
                                + begun.at("/choices/0/message/content") + "}]" + key + ",\"tokens\":true}")
                .body();

        assertThat(applied.path("tokens"))
                .hasSize(begun.at("/usage/prompt_tokens").asInt() + 7);
    }

    @Test
    void forgetsAKeyOfAnyLetters() {
        String key = "a/b c+d%é?#";
        served.chat("{" + HELLO + ",\"prompt_cache_key\":\"" + key + "\",\"max_tokens\":3}");
        String path = "/v1/cache/"
                + java.net.URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");

        Answer first = served.delete(path);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.body().path("states").asInt()).isEqualTo(1);
        assertThat(first.body().path("replies").asInt()).isEqualTo(1);
        assertThat(served.delete(path).body().path("states").asInt()).isZero();
    }

    @Test
    void continuesAFinalAssistantMessage() {
        String question = "{\"role\":\"user\",\"content\":\"Hello\"}";
        String rest = ",\"temperature\":0,\"prompt_cache_key\":\"continued\"";
        JsonNode begun = served.chat("{\"messages\":[" + question + "]" + rest + ",\"max_tokens\":4}")
                .body();
        JsonNode more = served.chat("{\"messages\":[" + question + ",{\"role\":\"assistant\",\"content\":"
                        + begun.at("/choices/0/message/content") + "}]" + rest + ",\"max_tokens\":4}")
                .body();
        JsonNode whole = served.chat("{\"messages\":[" + question + "],\"temperature\":0,\"max_tokens\":8}")
                .body();

        assertThat(begun.at("/choices/0/message/content").asText()
                        + more.at("/choices/0/message/content").asText())
                .isEqualTo(whole.at("/choices/0/message/content").asText());
    }

    @Test
    void givesTheSameTextForTheSameSeed() {
        String body = "{" + HELLO + ",\"seed\":42,\"temperature\":1,\"cache_prompt\":false,\"max_tokens\":40}";

        assertThat(served.chat(body).body().at("/choices/0/message"))
                .isEqualTo(served.chat(body).body().at("/choices/0/message"));
    }

    private JsonNode tokens(String body) {
        return served.post("/tokenize", body).body().path("tokens");
    }

    private static String text(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(each -> text.append(each.at("/choices/0/delta/content").asText("")));
        return text.toString();
    }

    private static void assertRefused(Answer answer, String words) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.error().path("code").asInt()).isEqualTo(400);
        assertThat(answer.error().path("message").asText()).contains(words);
    }

    private static String firstLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
