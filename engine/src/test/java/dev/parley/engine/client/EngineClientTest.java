package dev.parley.engine.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineClientTest {

    private static final Duration IDLE = Duration.ofMillis(600);
    private static final Sampling SAMPLING = new Sampling(0.7, 40, 0.9, 0.05, 1.0, 42L);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Recorder heard = new Recorder();

    @AfterEach
    void close() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void streamsAReplyWithItsProgressAndItsFigures() {
        var client = client(server(exchange -> {
            exchange.startStream().comment("waiting").progress(5, 5, 12).progress(12, 5, 12);
            exchange.delta("Ber")
                    .delta("lin ist schön 🦊")
                    .finish("stop")
                    .usage(12, 5, 7)
                    .done()
                    .endStream();
        }));

        var completion = client.generate(request("Hauptstadt?"), new Cancellation(), heard);

        assertThat(heard.progress).containsExactly("5/5/12", "12/5/12");
        assertThat(heard.deltas).containsExactly("Ber", "lin ist schön 🦊");
        assertThat(completion.text()).isEqualTo("Berlin ist schön 🦊");
        assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(completion.promptTokens()).isEqualTo(12);
        assertThat(completion.cachedTokens()).isEqualTo(5);
        assertThat(completion.completionTokens()).isEqualTo(7);
        assertThat(completion.prefillTps()).isEqualTo(140.5);
        assertThat(completion.decodeTps()).isEqualTo(90.25);
        assertThat(completion.ttftMillis()).isBetween(0L, 60_000L);
    }

    @Test
    void sendsEveryFieldOnceAndTheTokenOfTheEndpoint() throws Exception {
        var server = server(FINISHED);
        var messages = List.of(SystemMessage.from("Be brief."), UserMessage.from("Hi"), AiMessage.from("Hel"));

        client(server)
                .generate(new GenerationRequest(messages, SAMPLING, 99, "key/1 ü", false), new Cancellation(), heard);

        var sent = server.requests.take();
        assertThat(sent.path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.headers()).containsEntry("Authorization", "Bearer " + FaultServer.TOKEN);
        var body = Json.parse(sent.body());
        assertThat(body.path("max_tokens").asInt()).isEqualTo(99);
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.7);
        assertThat(body.path("top_p").asDouble()).isEqualTo(0.9);
        assertThat(body.path("top_k").asInt()).isEqualTo(40);
        assertThat(body.path("min_p").asDouble()).isEqualTo(0.05);
        assertThat(body.path("repeat_penalty").asDouble()).isEqualTo(1.0);
        assertThat(body.path("seed").asLong()).isEqualTo(42);
        assertThat(body.path("prompt_cache_key").asText()).isEqualTo("key/1 ü");
        assertThat(body.path("cache_prompt").asBoolean(true)).isFalse();
        assertThat(body.path("return_progress").asBoolean()).isTrue();
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.path("stream_options").path("include_usage").asBoolean())
                .isTrue();
        assertThat(body.path("messages").findValuesAsText("role")).containsExactly("system", "user", "assistant");
        assertThat(body.path("messages").findValuesAsText("content")).containsExactly("Be brief.", "Hi", "Hel");
        assertThat(sent.body().split("\"seed\"", -1)).hasSize(2);
        assertThat(body.has("lora")).isFalse();
    }

    @Test
    void sendsEachAdapterWithItsScaleTheUnusedOnesToo() throws Exception {
        var server = server(FINISHED);
        var adapters = List.of(new AdapterUse(0, 0), new AdapterUse(1, 0.5));

        client(server)
                .generate(
                        new GenerationRequest(List.of(UserMessage.from("Hi")), SAMPLING, 9, null, true, adapters),
                        new Cancellation(),
                        heard);

        assertThat(Json.parse(server.requests.take().body()).path("lora"))
                .isEqualTo(Json.parse("[{\"id\":0,\"scale\":0.0},{\"id\":1,\"scale\":0.5}]"));
    }

    @Test
    void sendsALoneSurrogateAsTheReplacementCharacter() throws Exception {
        var server = server(FINISHED);

        client(server).generate(request("a\ud800b"), new Cancellation(), heard);

        assertThat(server.requests.take().body()).contains("a\ufffdb");
    }

    @Test
    void keepsACharacterWholeThatWasSplitBetweenPackets() {
        var bytes = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"🦊ü\"}}]}\r\n\r\n".getBytes(UTF_8);
        var client = client(server(exchange -> {
            exchange.startStream();
            for (byte each : bytes) {
                exchange.chunk(new byte[] {each});
            }
            exchange.finish("length").done().endStream();
        }));

        var completion = client.generate(request("?"), new Cancellation(), heard);

        assertThat(completion.text()).isEqualTo("🦊ü");
        assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aResetInMidStreamIsALossThatKeepsThePartialText() {
        var client = client(server(exchange -> {
            exchange.startStream().delta("Once ").delta("upon");
            // A reset discards what the client has not read yet.
            await().until(() -> heard.deltas.size() == 2);
            exchange.reset();
        }));

        var failure = catchThrowableOfType(EngineException.Lost.class, () -> generate(client));

        assertThat(failure.partialText()).isEqualTo("Once upon");
    }

    @Test
    void aCleanEndWithoutDoneIsALossEvenAfterTheFinishReason() {
        var client = client(server(exchange -> {
            exchange.startStream().delta("Once").finish("stop").endStream();
            exchange.reset();
        }));

        assertThatThrownBy(() -> generate(client))
                .isInstanceOf(EngineException.Lost.class)
                .hasMessageContaining("before the reply was complete");
    }

    @Test
    void anErrorEventInMidStreamIsAServerErrorAndNothingComesAfterIt() {
        var client = client(server(exchange -> {
            exchange.startStream().delta("On");
            exchange.event("{\"error\":{\"code\":500,\"type\":\"server_error\",\"message\":\"The context is full.\"}}");
            exchange.delta("never").finish("stop").done().endStream();
        }));

        var failure = catchThrowableOfType(EngineException.ServerError.class, () -> generate(client));

        assertThat(failure).hasMessage("The context is full.");
        assertThat(failure.partialText()).isEqualTo("On");
        assertThat(heard.text()).isEqualTo("On");
    }

    @Test
    void textThatLooksLikeAnErrorIsText() {
        var client = client(server(exchange -> exchange.startStream()
                .delta("{\"error\":{\"message\":\"x\"}}")
                .finish("stop")
                .done()
                .endStream()));

        assertThat(generate(client).text()).isEqualTo("{\"error\":{\"message\":\"x\"}}");
    }

    @Test
    void aChunkThatIsNotJsonFailsOnceAndClosesTheConnection() throws Exception {
        var server = server(exchange -> {
            exchange.startStream().delta("On").event("{\"choices\":[{").delta("never");
            exchange.silence();
        });

        var failure = catchThrowableOfType(EngineException.ServerError.class, () -> generate(client(server)));

        assertThat(failure).hasMessageContaining("not JSON");
        assertThat(heard.text()).isEqualTo("On");
        server.exchanges.take().clientLeft.get(5, TimeUnit.SECONDS);
    }

    @Test
    void aStreamWithoutALifeSignIsLost() throws Exception {
        var server = server(exchange -> {
            exchange.startStream().delta("On");
            exchange.silence();
        });

        var failure = catchThrowableOfType(EngineException.Lost.class, () -> generate(impatientClient(server)));

        assertThat(failure).hasMessageContaining("no sign of life for 600 ms");
        assertThat(failure.partialText()).isEqualTo("On");
        server.exchanges.take().clientLeft.get(5, TimeUnit.SECONDS);
    }

    @Test
    void commentsAreLifeSignsHoweverLongTheQueueIs() {
        var client = impatientClient(server(exchange -> {
            exchange.startStream();
            for (int i = 0; i < 10; i++) {
                exchange.comment("waiting");
                TimeUnit.MILLISECONDS.sleep(IDLE.toMillis() / 5);
            }
            exchange.delta("late").finish("stop").done().endStream();
        }));

        assertThat(generate(client).text()).isEqualTo("late");
    }

    @Test
    void headersMayComeLate() {
        var client = impatientClient(server(exchange -> {
            TimeUnit.MILLISECONDS.sleep(IDLE.toMillis() * 2);
            FINISHED.answer(exchange);
        }));

        assertThat(generate(client).text()).isEqualTo("done");
    }

    @Test
    void aSlowListenerIsNoStall() {
        var client = impatientClient(server(exchange -> {
            exchange.startStream();
            for (int i = 0; i < 2; i++) {
                exchange.delta("x");
            }
            exchange.finish("stop").done().endStream();
        }));

        var completion = client.generate(request("?"), new Cancellation(), new GenerationListener() {
            @Override
            public void progress(int done, int cached, int total) {}

            @Override
            public void text(String delta) {
                try {
                    TimeUnit.MILLISECONDS.sleep(IDLE.toMillis() * 3 / 2);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        assertThat(completion.text()).isEqualTo("xx");
    }

    @Test
    void anEndlessLineIsRefusedBeforeItFillsTheMemory() {
        var client = client(server(exchange -> {
            exchange.startStream().delta("On").chunk("data: ".getBytes(UTF_8));
            var block = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                exchange.chunk(block);
            }
            exchange.endStream();
        }));

        assertThatThrownBy(() -> generate(client))
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessageContaining("longer than 1048576 bytes");
    }

    @Test
    void anEventOfEndlesslyManyLinesIsRefusedToo() {
        var client = client(server(exchange -> {
            exchange.startStream();
            var lines = "data: 0123456789\n".repeat(10_000).getBytes(UTF_8);
            for (int i = 0; i < 100; i++) {
                exchange.chunk(lines);
            }
            exchange.endStream();
        }));

        assertThatThrownBy(() -> generate(client))
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessageContaining("longer than 1048576 bytes");
    }

    @Test
    void aReplyWithoutAFinishReasonIsAFailure() {
        var client = client(
                server(exchange -> exchange.startStream().delta("On").done().endStream()));

        assertThatThrownBy(() -> generate(client))
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessageContaining("without saying why");
    }

    @Test
    void cancelsInTheQueueBeforeAnyHeader() throws Exception {
        assertThat(cancelledWhile(FaultServer.Exchange::silence, _ -> true).text())
                .isEmpty();
    }

    @Test
    void cancelsAfterTheHeadersBeforeTheFirstToken() throws Exception {
        var completion = cancelledWhile(
                exchange -> exchange.startStream().progress(3, 1, 9).silence(), _ -> !heard.progress.isEmpty());

        assertThat(completion.promptTokens()).isEqualTo(9);
        assertThat(completion.cachedTokens()).isEqualTo(1);
        assertThat(completion.completionTokens()).isZero();
    }

    @Test
    void cancelsInMidReplyAndKeepsTheText() throws Exception {
        var completion = cancelledWhile(
                exchange -> exchange.startStream().delta("Once ").delta("upon").silence(),
                _ -> heard.deltas.size() == 2);

        assertThat(completion.text()).isEqualTo("Once upon");
        assertThat(completion.completionTokens()).isEqualTo(2);
    }

    @Test
    void aCancelBeforeTheCallSendsNothing() {
        var server = server(FINISHED);
        var cancellation = new Cancellation();
        cancellation.cancel();

        var completion = client(server).generate(request("?"), cancellation, heard);

        assertThat(completion.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(server.connections).hasValue(0);
    }

    @Test
    void theListenerItselfMayCancel() {
        var cancellation = new Cancellation();
        var client = client(server(exchange -> {
            exchange.startStream().delta("a").delta("b").delta("c").silence();
        }));

        var completion = client.generate(request("?"), cancellation, new GenerationListener() {
            @Override
            public void progress(int done, int cached, int total) {}

            @Override
            public void text(String delta) {
                heard.text(delta);
                cancellation.cancel();
            }
        });

        assertThat(completion.text()).isEqualTo("a");
        assertThat(heard.deltas).containsExactly("a");
    }

    @Test
    void anInterruptCancelsAndStaysSet() throws Exception {
        var client =
                client(server(exchange -> exchange.startStream().delta("On").silence()));
        var result = new AtomicReference<Completion>();
        var interrupted = new AtomicReference<Boolean>();
        var thread = Thread.ofVirtual().start(() -> {
            result.set(generate(client));
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        await().until(() -> heard.text().equals("On"));

        thread.interrupt();
        thread.join();

        assertThat(result.get().finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void whatTheListenerThrowsEndsTheGeneration() throws Exception {
        var server = server(
                exchange -> exchange.startStream().delta("On").delta("never").silence());

        assertThatThrownBy(() -> client(server).generate(request("?"), new Cancellation(), new GenerationListener() {
                    @Override
                    public void progress(int done, int cached, int total) {}

                    @Override
                    public void text(String delta) {
                        throw new IllegalStateException("no disk");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no disk");
        server.exchanges.take().clientLeft.get(5, TimeUnit.SECONDS);
    }

    @Test
    void fiftyStreamsRunAtTheSameTime() throws Exception {
        var allHere = new CountDownLatch(50);
        var client = client(server(exchange -> {
            exchange.startStream();
            // Served one after the other, the first would stall here.
            allHere.countDown();
            allHere.await();
            for (int i = 0; i < 20; i++) {
                exchange.delta("word ");
            }
            exchange.finish("stop").usage(1, 0, 20).done().endStream();
        }));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<Completion>>();
            for (int i = 0; i < 50; i++) {
                replies.add(threads.submit(() -> client.generate(request("?"), new Cancellation(), new Recorder())));
            }
            for (var reply : replies) {
                assertThat(reply.get().text()).isEqualTo("word ".repeat(20));
            }
        }
    }

    @Test
    void aConnectionServesOneReplyAfterTheOther() {
        var server = server(FINISHED);
        var client = client(server);

        for (int i = 0; i < 5; i++) {
            generate(client);
            // The connection is returned just after the reply; a request in between may open a second one.
        }

        assertThat(server.connections.get()).isLessThan(5);
    }

    @Test
    void followsAnEngineThatMoved() throws Exception {
        var first = server(FINISHED);
        var second = server(FINISHED);
        var now = new AtomicReference<>(first);
        var client = new EngineClient(() -> now.get().address());
        opened.add(client);
        generate(client);
        first.close();

        now.set(second);

        assertThat(generate(client).text()).isEqualTo("done");
        assertThat(second.requests).hasSize(1);
    }

    @Test
    void aRefusedConnectionIsALoss() throws Exception {
        var server = server(FINISHED);
        server.close();

        assertThatThrownBy(() -> generate(client(server))).isInstanceOf(EngineException.Lost.class);
    }

    @Test
    void anEndpointWithoutAnEngineIsALossInItsOwnWords() {
        var client = new EngineClient(() -> {
            throw new EngineException.Lost("The engine is starting.", "", null);
        });
        opened.add(client);

        assertThatThrownBy(() -> generate(client))
                .isInstanceOf(EngineException.Lost.class)
                .hasMessage("The engine is starting.");
    }

    @Test
    void aPromptThatIsTooLongCarriesItsNumbers() {
        var client = client(server(exchange -> exchange.json(400, """
                {"error":{"code":400,"type":"exceed_context_size_error","message":"Too long.",\
                "n_prompt_tokens":5000,"n_ctx":4096}}""")));

        var failure = catchThrowableOfType(EngineException.ContextExceeded.class, () -> generate(client));

        assertThat(failure.promptTokens()).isEqualTo(5000);
        assertThat(failure.contextTokens()).isEqualTo(4096);
        assertThat(failure).hasMessage("Too long.");
    }

    @Test
    void statusesBecomeKinds() {
        assertThat(failureOf(400))
                .isInstanceOf(EngineException.BadRequest.class)
                .hasMessage("No.");
        assertThat(failureOf(401))
                .isInstanceOf(EngineException.Unauthorized.class)
                .hasMessage("No.");
        assertThat(failureOf(403)).isInstanceOf(EngineException.Unauthorized.class);
        assertThat(failureOf(404)).isInstanceOf(EngineException.BadRequest.class);
        assertThat(failureOf(500))
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessage("No.");
        assertThat(failureOf(503)).isInstanceOf(EngineException.Lost.class).hasMessage("No.");
    }

    @Test
    void anAnswerWithoutAnErrorObjectIsQuoted() {
        var client = client(server(exchange -> exchange.json(502, "<html>Bad gateway</html>")));

        assertThatThrownBy(() -> generate(client))
                .isInstanceOf(EngineException.ServerError.class)
                .hasMessageContaining("502")
                .hasMessageContaining("Bad gateway");
    }

    private static final FaultServer.Script FINISHED = exchange -> exchange.startStream()
            .delta("done")
            .finish("stop")
            .usage(3, 0, 1)
            .done()
            .endStream();

    private EngineException failureOf(int status) {
        var client = client(server(exchange ->
                exchange.json(status, "{\"error\":{\"code\":" + status + ",\"type\":\"x\",\"message\":\"No.\"}}")));
        return catchThrowableOfType(EngineException.class, () -> generate(client));
    }

    private Completion cancelledWhile(
            FaultServer.Script script, java.util.function.Predicate<FaultServer.Exchange> ready) throws Exception {
        var server = server(script);
        var client = client(server);
        var cancellation = new Cancellation();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reply = threads.submit(() -> client.generate(request("?"), cancellation, heard));
            var exchange = server.exchanges.take();
            await().until(() -> ready.test(exchange));

            cancellation.cancel();
            cancellation.cancel();

            var completion = reply.get(5, TimeUnit.SECONDS);
            assertThat(completion.finishReason()).isEqualTo(FinishReason.CANCELLED);
            // Closing the connection is how the engine learns of it.
            exchange.clientLeft.get(5, TimeUnit.SECONDS);
            return completion;
        }
    }

    private Completion generate(EngineClient client) {
        return client.generate(request("?"), new Cancellation(), heard);
    }

    private static GenerationRequest request(String text) {
        return new GenerationRequest(List.of(UserMessage.from(text)), SAMPLING, 100, null, true);
    }

    private FaultServer server(FaultServer.Script script) {
        var server = new FaultServer(script);
        opened.add(server);
        return server;
    }

    private EngineClient client(FaultServer server) {
        return client(server, Duration.ofSeconds(30));
    }

    /** For tests of the time itself: on a busy machine it may pass where nothing is wrong. */
    private EngineClient impatientClient(FaultServer server) {
        return client(server, IDLE);
    }

    private EngineClient client(FaultServer server, Duration idle) {
        var limits = new TransportLimits(Duration.ofSeconds(10), idle, 1 << 20, 1 << 20);
        var client = new EngineClient(server::address, limits, System::nanoTime);
        opened.add(client);
        return client;
    }
}
