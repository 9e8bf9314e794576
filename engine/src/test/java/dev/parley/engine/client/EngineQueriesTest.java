package dev.parley.engine.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.EchoedToken.Candidate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineQueriesTest {

    private static final Path ADAPTER = Path.of("adapter.gguf");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void countsEachMessageAndTheWholePrompt() throws Exception {
        var server = server(200, "{\"tokens\":[1,2,3,4,5,6,7,8,9],\"message_tokens\":[2,4]}");

        var counted = client(server).count(List.of(SystemMessage.from("Be."), AiMessage.from("Hi")), "k");

        assertThat(counted).isEqualTo(new PromptTokens(9, List.of(2, 4)));
        var sent = server.requests.take();
        assertThat(sent.path()).isEqualTo("/tokenize");
        assertThat(sent.headers()).containsEntry("Authorization", "Bearer " + FaultServer.TOKEN);
        assertThat(Json.parse(sent.body())).isEqualTo(Json.parse("""
                {"messages":[{"role":"system","content":"Be."},{"role":"assistant","content":"Hi"}],
                 "prompt_cache_key":"k","add_generation_prompt":true}"""));
    }

    @Test
    void asksForTheTokensOfAPrompt() throws Exception {
        var server = server(200, "{\"prompt\":\"a b\",\"tokens\":[7,1,5]}");

        assertThat(client(server).tokens(List.of(UserMessage.from("Hi"), AiMessage.from("You"))))
                .containsExactly(7, 1, 5);
        var sent = server.requests.take();
        assertThat(sent.path()).isEqualTo("/apply-template");
        assertThat(Json.parse(sent.body())).isEqualTo(Json.parse("""
                {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"You"}],"tokens":true}"""));
    }

    @Test
    void theCounterAnswersLangChain4j() {
        var counter = new EngineTokenCounter(client(server(200, "{\"tokens\":[1,2,3,4,5],\"message_tokens\":[3]}")));

        assertThat(counter.estimateTokenCountInText("abc")).isEqualTo(5);
        assertThat(counter.estimateTokenCountInMessage(UserMessage.from("abc"))).isEqualTo(3);
        assertThat(counter.estimateTokenCountInMessages(List.of(UserMessage.from("abc"))))
                .isEqualTo(5);
    }

    @Test
    void readsWhatTheEngineRuns() {
        var props = client(server(200, """
                        {"model":"smollm2","architecture":"llama","quantisation":"Q4_1","n_ctx":4096,"parallel":8,
                         "pool":32768,"n_vocab":49152,"backend":"CPU","threads":2,"build":"b4916","tokenizer":"ab",
                         "more":1}""")).props();

        assertThat(props)
                .isEqualTo(new EngineProps("smollm2", "llama", "Q4_1", 4096, 8, 32768, 49152, "CPU", 2, "b4916", "ab"));
    }

    @Test
    void forgetsByAnEncodedKey() throws Exception {
        var server = server(200, "{\"states\":1,\"replies\":2}");

        client(server).forget("a/b c?ü");

        var sent = server.requests.take();
        assertThat(sent.method()).isEqualTo("DELETE");
        assertThat(sent.path()).isEqualTo("/v1/cache/a%2Fb%20c%3F%C3%BC");
    }

    @Test
    void anAnswerThatIsNotTheProtocolIsAServerError() {
        assertThatThrownBy(() -> client(server(200, "hello")).props()).isInstanceOf(EngineException.ServerError.class);
        assertThatThrownBy(() -> client(server(200, "{}")).count("x"))
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessageContaining("\"tokens\"");
        assertThatThrownBy(() -> client(server(200, "{\"tokens\":[],\"message_tokens\":[1,2]}"))
                        .count(List.of(UserMessage.from("x")), null))
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessageContaining("counted 2 messages, but 1");
        assertThatThrownBy(() ->
                        client(server(200, "\"" + "x".repeat(5000) + "\"")).props())
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessageContaining("longer than 4096");
    }

    @Test
    void failuresOfQueriesAreTypedToo() {
        assertThatThrownBy(() ->
                        client(server(401, "{\"error\":{\"message\":\"No.\"}}")).props())
                .isInstanceOf(EngineException.Unauthorized.class)
                .hasMessage("No.");
        assertThatThrownBy(() -> client(scripted(FaultServer.Exchange::reset)).props())
                .isInstanceOf(EngineException.Lost.class);
        assertThatThrownBy(() -> client(scripted(FaultServer.Exchange::silence)).props())
                .isInstanceOf(EngineException.Lost.class);
    }

    @Test
    void refusesMessagesThatAreNotPlainText() {
        var picture = UserMessage.from(ImageContent.from(
                Image.builder().base64Data("AA==").mimeType("image/png").build()));

        assertThatThrownBy(() -> request(picture))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plain text only");
        assertThatThrownBy(() -> request(UserMessage.from("alice", "hi"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GenerationRequest(List.of(), sampling(), 1, null, true))
                .hasMessageContaining("at least one message");
        assertThatThrownBy(() -> new GenerationRequest(List.of(UserMessage.from("x")), sampling(), 0, null, true))
                .hasMessageContaining("max-tokens must be 1 or more");
    }

    @ParameterizedTest
    @CsvSource({
        "NaN,40,0.9,0,1,,temperature",
        "-1,40,0.9,0,1,,temperature",
        "Infinity,40,0.9,0,1,,temperature",
        "5.1,40,0.9,0,1,,temperature",
        "0,0,0.9,0,1,,top-k",
        "0,1001,0.9,0,1,,top-k",
        "0,40,0,0,1,,top-p",
        "0,40,NaN,0,1,,top-p",
        "0,40,1,1.5,1,,min-p",
        "0,40,1,0,0.4,,repeat-penalty",
        "0,40,1,0,1,-1,seed",
        "0,40,1,0,1,4294967295,seed"
    })
    void refusesSamplingOutOfRangeNamingTheField(
            double temperature, int topK, double topP, double minP, double penalty, Long seed, String field) {
        assertThatThrownBy(() -> new Sampling(temperature, topK, topP, minP, penalty, seed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field + " must be ");
    }

    @Test
    void anAddressDoesNotShowItsToken() {
        assertThat(server(200, "{}").address().toString()).doesNotContain(FaultServer.TOKEN);
    }

    @Test
    void listsTheAdaptersOfParleysEngineAndOfLlamaServer() {
        var ours = client(server(200, "[{\"id\":0,\"path\":\"/a.gguf\",\"scale\":0.0,\"sha256\":\"ab\"}]"));
        var llamas = client(server(200, "[{\"id\":1,\"path\":\"b.gguf\",\"scale\":1.0,\"task_name\":\"\"}]"));

        assertThat(ours.adapters()).hasValue(List.of(new LoadedAdapter(0, "/a.gguf", "ab")));
        assertThat(llamas.adapters()).hasValue(List.of(new LoadedAdapter(1, "b.gguf", "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 501})
    void tellsAServerWithoutAdaptersFromOneThatFails(int status) {
        var error = "{\"error\":{\"message\":\"Not here.\"}}";

        assertThat(client(server(status, error)).adapters()).isEmpty();
        assertThat(client(server(status, error)).loadAdapter(ADAPTER, "ab")).isEmpty();
        assertThatThrownBy(() -> client(server(500, error)).adapters()).isInstanceOf(EngineException.ServerError.class);
        assertThatThrownBy(() -> client(server(200, "{}")).adapters()).isInstanceOf(EngineException.ServerError.class);
        assertThatThrownBy(() -> client(server(200, "{}")).loadAdapter(ADAPTER, "ab"))
                .isInstanceOf(EngineException.ServerError.class);
    }

    @Test
    void loadsAnAdapterOrSaysWhyNot() throws Exception {
        var server = server(200, "{\"id\":3}");
        assertThat(client(server).loadAdapter(ADAPTER, "ab")).hasValue(3);

        var sent = server.requests.take();
        assertThat(sent.path()).isEqualTo("/lora-adapters/load");
        assertThat(Json.parse(sent.body()))
                .isEqualTo(Json.parse("{\"path\":\"" + ADAPTER.toAbsolutePath() + "\",\"sha256\":\"ab\"}"));

        var refusing = client(server(400, "{\"error\":{\"message\":\"It is for gemma.\"}}"));
        assertThatThrownBy(() -> refusing.loadAdapter(ADAPTER, "ab"))
                .isInstanceOf(EngineException.BadRequest.class)
                .hasMessage("It is for gemma.");
    }

    @Test
    void readsHowLikelyEachTokenWas() throws Exception {
        var server = server(200, """
                {"choices":[{"text":"a b c","logprobs":{"tokens":["a"," b"," c"],"token_logprobs":[null,-0.5,-2.5],
                 "top_logprobs":[null,{" x":-1.5," b":-0.5},{" y":-0.25}],"text_offset":[0,1,3],"ids":[7,8,9]},
                 "finish_reason":"length"}]}""");

        var echoed = client(server).echo(List.of(7, 8, 9), 2, List.of(new AdapterUse(1, 0.5)));

        assertThat(echoed)
                .containsExactly(
                        new EchoedToken(" b", -0.5, List.of(new Candidate(" b", -0.5), new Candidate(" x", -1.5))),
                        new EchoedToken(" c", -2.5, List.of(new Candidate(" y", -0.25))));
        var sent = server.requests.take();
        assertThat(sent.path()).isEqualTo("/v1/completions");
        assertThat(Json.parse(sent.body())).isEqualTo(Json.parse("""
                {"prompt":[7,8,9],"echo":true,"max_tokens":0,"logprobs":2,"lora":[{"id":1,"scale":0.5}]}"""));
    }

    @Test
    void refusesAnEchoOfAnotherText() {
        assertThatThrownBy(() ->
                        client(server(200, "{\"choices\":[{\"text\":\"\"}]}")).echo(List.of(7, 8), 0, List.of()))
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessageContaining("2 tokens");
    }

    @ParameterizedTest
    @CsvSource({"-1,1", "0,-1", "0,0.001", "0,4.5", "0,NaN"})
    void refusesAnAdapterThatNoEngineWouldTake(int id, double scale) {
        assertThatThrownBy(() -> new AdapterUse(id, scale)).isInstanceOf(IllegalArgumentException.class);
    }

    private static GenerationRequest request(UserMessage message) {
        return new GenerationRequest(List.of(message), sampling(), 1, null, true);
    }

    private static Sampling sampling() {
        return new Sampling(0, 1, 1, 0, 1, null);
    }

    private FaultServer server(int status, String body) {
        return scripted(exchange -> exchange.json(status, body));
    }

    private FaultServer scripted(FaultServer.Script script) {
        var server = new FaultServer(script);
        opened.add(server);
        return server;
    }

    private EngineClient client(FaultServer server) {
        var limits = new TransportLimits(Duration.ofSeconds(10), Duration.ofSeconds(2), 4096, 4096);
        var client = new EngineClient(server::address, limits, System::nanoTime);
        opened.add(client);
        return client;
    }
}
