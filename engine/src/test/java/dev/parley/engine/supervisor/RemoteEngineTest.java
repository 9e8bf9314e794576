package dev.parley.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.client.FeatureProbe;
import dev.parley.engine.client.FinishReason;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Lack;
import dev.parley.engine.client.Sampling;
import dev.parley.engine.client.ServerKind;
import dev.parley.engine.fixture.StrictServer;
import dev.parley.engine.fixture.StrictServer.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that somebody else runs, of each kind. */
final class RemoteEngineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Sampling SAMPLING = new Sampling(0.8, 40, 0.9, 0.05, 1.1, 7L);
    private static final SupervisorTimings QUICK = new SupervisorTimings(
            PATIENCE,
            Duration.ofMillis(200),
            PATIENCE,
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            PATIENCE,
            Duration.ofSeconds(2),
            3);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isSentOnlyWhatItsDocumentationKnows(Kind kind) throws Exception {
        var server = server(kind, 4096, "qwen");
        var client = client(ready(remote(server.url(), null)));

        var reply = generate(client, List.of(SystemMessage.from("Be brief."), UserMessage.from("one two three")), 20);

        assertThat(reply.text()).isEqualTo("one two three");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.promptTokens()).isEqualTo(14);
        assertThat(server.chats().getFirst().path("seed").asLong()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"VLLM, VLLM, 0.11.0, 3000", "OLLAMA, OLLAMA, 0.12.3, 3000", "PLAIN, OPENAI, '', 0"})
    void isKnownByWhatItAnswers(Kind kind, ServerKind found, String version, int context) throws Exception {
        var features = features(ready(remote(server(kind, 3000, "qwen").url(), null)));

        assertThat(features.server()).isEqualTo(found);
        assertThat(features.version()).isEqualTo(version);
        assertThat(features.model()).isEqualTo("qwen");
        assertThat(features.contextTokens()).isEqualTo(context);
    }

    @Test
    void saysWhatEachLacks() throws Exception {
        assertThat(features(ready(remote(server(Kind.VLLM, 100, "a").url(), null)))
                        .lacks())
                .containsExactly(Lack.ADAPTERS, Lack.PROGRESS, Lack.ECHO, Lack.FORGETTING);
        assertThat(features(ready(remote(server(Kind.OLLAMA, 100, "a").url(), null)))
                        .lacks())
                .containsExactly(Lack.COUNTING, Lack.ADAPTERS, Lack.PROGRESS, Lack.ECHO, Lack.FORGETTING);
        assertThat(features(ready(remote(server(Kind.PLAIN, 100, "a").url(), null)))
                        .lacks())
                .containsExactly(
                        Lack.COUNTING,
                        Lack.CONTEXT,
                        Lack.ADAPTERS,
                        Lack.PROGRESS,
                        Lack.ECHO,
                        Lack.FORGETTING,
                        Lack.CONTINUING);
    }

    @Test
    void vllmCountsExactly() throws Exception {
        var client = client(ready(remote(server(Kind.VLLM, 4096, "qwen").url(), null)));
        var messages = List.<ChatMessage>of(SystemMessage.from("Be brief."), UserMessage.from("one two three"));

        var counted = client.count(messages, "k");

        assertThat(counted.total()).isEqualTo(generate(client, messages, 5).promptTokens());
        assertThat(counted.perMessage()).containsExactly(6, 7);
        assertThat(client.count("one two three")).isEqualTo(3);
    }

    @Test
    void ollamaIsEstimatedRatherTooHigh() throws Exception {
        var client = client(ready(remote(server(Kind.OLLAMA, 4096, "qwen").url(), null)));
        var messages = List.<ChatMessage>of(SystemMessage.from("Be brief."), UserMessage.from("one two three"));

        assertThat(client.features().counts()).isFalse();
        assertThat(client.count(messages, "k").total())
                .isGreaterThan(generate(client, messages, 5).promptTokens());
    }

    @Test
    void vllmGoesOnWithAReplyThatWasBegun() throws Exception {
        var client = client(ready(remote(server(Kind.VLLM, 4096, "qwen").url(), null)));
        var begun = List.<ChatMessage>of(UserMessage.from("one two three"), AiMessage.from("one two"));

        assertThat(generate(client, begun, 20).text().strip()).isEqualTo("three");
        assertThat(client.count(begun, null).total()).isPositive();
    }

    @Test
    void aPromptOverTheContextIsKnownForWhatItIs() throws Exception {
        var client = client(ready(remote(server(Kind.VLLM, 40, "qwen").url(), null)));

        var exceeded = catchThrowableOfType(
                EngineException.ContextExceeded.class,
                () -> generate(client, List.of(UserMessage.from("word ".repeat(50))), 5));

        assertThat(exceeded.contextTokens()).isEqualTo(40);
    }

    @Test
    void breaksControlTokensInWhatPeopleWrite() throws Exception {
        var server = server(Kind.OLLAMA, 4096, "qwen");
        generate(client(ready(remote(server.url(), null))), List.of(UserMessage.from("Hi <|im_end|>")), 5);

        assertThat(server.chats()
                        .getFirst()
                        .path("messages")
                        .get(0)
                        .path("content")
                        .asText())
                .isEqualTo("Hi <\u200B|im_end|>");
    }

    @Test
    void aModelIsChosenWhereThereAreSeveral() throws Exception {
        var url = server(Kind.OLLAMA, 100, "qwen:latest", "llama3.2:1b").url();

        assertThat(features(ready(remote(url, "qwen"))).model()).isEqualTo("qwen:latest");
        assertThat(failed(remote(url, null))).contains("several models", "qwen:latest, llama3.2:1b", "engine.model");
        assertThat(failed(remote(url, "gpt"))).contains("no model 'gpt'", "qwen:latest, llama3.2:1b", "engine.model");
    }

    @Test
    void theWholePathOfAChatRequestIsAnAddressToo() throws Exception {
        var url = server(Kind.PLAIN, 100, "a").url();

        for (var written : List.of("", "/", "/v1", "/v1/", "/v1/chat/completions")) {
            assertThat(FeatureProbe.base(URI.create(url + written))).isEqualTo(url);
        }
        assertThat(FeatureProbe.base(URI.create("https://house.example/llm/v1")))
                .isEqualTo(URI.create("https://house.example/llm"));
    }

    @Test
    void aMissingOrWrongKeyIsSaidWithTheWayOut() throws Exception {
        var url = server(Kind.VLLM, 100, "a").url();

        assertThat(failed(start(new RemoteEngine(url, "", null, null, QUICK, _ -> {}))))
                .contains("wants a key", "engine.api-key");
        assertThat(failed(start(new RemoteEngine(url, "wrong", null, null, QUICK, _ -> {}))))
                .contains("refuses the key", "engine.api-key")
                .doesNotContain("wrong");
    }

    @Test
    void anotherPathIsSaidWithTheWayOut() throws Exception {
        var url = URI.create(server(Kind.PLAIN, 100, "a").url() + "/somewhere");

        assertThat(failed(remote(url, null))).contains("/somewhere", "/v1/models", "404", "engine.url");
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() throws Exception {
        var server = server(Kind.VLLM, 100, "a");
        server.close();
        var remote = remote(server.url(), null);
        await().atMost(PATIENCE).until(() -> remote.state() instanceof EngineState.Unreachable);
        assertThat(catchThrowableOfType(EngineException.Lost.class, remote::address))
                .hasMessageContaining(server.url().toString());

        opened.add(server.again(Kind.VLLM));

        assertThat(remote.awaitReady(PATIENCE)).isInstanceOf(EngineState.Ready.class);
    }

    @Test
    void aServerThatTookTheirPlaceIsAskedAnew() throws Exception {
        var server = server(Kind.VLLM, 100, "a");
        var remote = ready(remote(server.url(), null));
        server.close();
        assertThat(remote.awaitReady(Duration.ofMillis(50))).isNotInstanceOf(EngineState.Ready.class);

        opened.add(server.again(Kind.OLLAMA));

        await().atMost(PATIENCE)
                .until(() -> remote.awaitReady(PATIENCE) instanceof EngineState.Ready
                        && features(remote).server() == ServerKind.OLLAMA);
    }

    @Test
    void aConfiguredContextIsNeverMoreThanTheServers() throws Exception {
        var url = server(Kind.VLLM, 1000, "a").url();

        assertThat(features(ready(start(new RemoteEngine(url, StrictServer.KEY, null, 400, QUICK, _ -> {}))))
                        .contextTokens())
                .isEqualTo(400);
        assertThat(features(ready(start(new RemoteEngine(url, StrictServer.KEY, null, 4000, QUICK, _ -> {}))))
                        .contextTokens())
                .isEqualTo(1000);
    }

    @Test
    void waitingEndsWhenTimeIsUpAndClosingIsFinal() throws Exception {
        int port = unusedPort();
        var remote = remote(URI.create("http://127.0.0.1:" + port), null);

        assertThat(remote.awaitReady(Duration.ofMillis(50)).isFinal()).isFalse();
        remote.close();
        assertThat(remote.awaitReady(PATIENCE)).isEqualTo(new EngineState.Closed());
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private StrictServer server(Kind kind, int context, String... models) {
        var server = StrictServer.open(kind, context, models);
        opened.add(server);
        return server;
    }

    private RemoteEngine remote(URI url, @Nullable String model) {
        return start(new RemoteEngine(url, StrictServer.KEY, model, null, QUICK, _ -> {}));
    }

    private RemoteEngine start(RemoteEngine remote) {
        opened.add(remote);
        return remote.start();
    }

    private static RemoteEngine ready(RemoteEngine remote) throws InterruptedException {
        assertThat(remote.awaitReady(PATIENCE)).isInstanceOf(EngineState.Ready.class);
        return remote;
    }

    private static String failed(RemoteEngine remote) throws InterruptedException {
        return ((EngineState.Failed) remote.awaitReady(PATIENCE)).message();
    }

    private static EngineFeatures features(RemoteEngine remote) {
        return remote.address().features();
    }

    private EngineClient client(RunningEngine engine) {
        var client = new EngineClient(engine);
        opened.add(client);
        return client;
    }

    private static Completion generate(EngineClient client, List<ChatMessage> messages, int maxTokens) {
        return client.generate(
                new GenerationRequest(messages, SAMPLING, maxTokens, "k", true),
                new Cancellation(),
                new GenerationListener() {
                    @Override
                    public void progress(int done, int cached, int total) {}

                    @Override
                    public void text(String delta) {}
                });
    }
}
