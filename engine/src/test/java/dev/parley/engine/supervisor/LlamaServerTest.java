package dev.parley.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.AdapterUse;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.ControlTokens;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.FinishReason;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Lack;
import dev.parley.engine.client.Sampling;
import dev.parley.engine.client.ServerKind;
import dev.parley.engine.fixture.LlamaServer;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.GgufFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Supervisor and client against a real llama-server, on the tiny model that never ends a reply. */
@Tag("model")
final class LlamaServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Sampling GREEDY = new Sampling(0, 1, 1, 0, 1, null);

    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path program;
    private Path model;

    @BeforeEach
    void find() {
        program = LlamaServer.program();
        model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
    }

    @AfterEach
    void close() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void countsWhatAGenerationThenCosts() throws Exception {
        var client = client(ready(command(List.of())));
        var messages = List.<ChatMessage>of(
                SystemMessage.from("Be brief."), UserMessage.from("Hello there <|im_end|>, engine."));

        var counted = client.count(messages, "k");
        var reply = generate(client, messages, 20, List.of(), new Cancellation(), _ -> {});

        assertThat(reply.promptTokens()).isEqualTo(counted.total());
        assertThat(counted.perMessage()).hasSize(2).allMatch(each -> each > 0);
        assertThat(reply.completionTokens()).isEqualTo(20);
        assertThat(reply.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(reply.decodeTps()).isPositive();
        assertThat(client.props().contextTokens()).isEqualTo(512);
    }

    @Test
    void saysWhatItHasAndLacks() throws Exception {
        var features = client(ready(command(List.of()))).features();

        assertThat(features.server()).isEqualTo(ServerKind.LLAMA_SERVER);
        assertThat(features.model()).isEqualTo("tiny");
        assertThat(features.version()).isNotEmpty();
        assertThat(features.lacks()).containsExactly(Lack.ECHO, Lack.FORGETTING);
    }

    @Test
    void aReplyCutOffByAKilledServerGoesOnWithTheNext() throws Exception {
        var supervisor = ready(command(List.of()));
        var client = client(supervisor);
        var first = (EngineState.Ready) supervisor.state();
        var question = UserMessage.from("Tell me all.");

        var lost = catchThrowableOfType(
                EngineException.Lost.class,
                () -> generate(
                        client,
                        List.of(question),
                        400,
                        List.of(),
                        new Cancellation(),
                        _ -> ProcessHandle.of(first.pid()).ifPresent(ProcessHandle::destroyForcibly)));
        assertThat(lost.partialText()).isNotEmpty();

        var second = supervisor.awaitReady(PATIENCE);
        assertThat(second).isInstanceOf(EngineState.Ready.class).isNotEqualTo(first);
        var before = client.count(List.of(question), null).total();
        var rest = generate(
                client,
                List.of(question, AiMessage.from(lost.partialText())),
                5,
                List.of(),
                new Cancellation(),
                _ -> {});
        assertThat(rest.completionTokens()).isEqualTo(5);
        assertThat(rest.promptTokens()).isGreaterThan(before);
    }

    @Test
    void aCancelFreesTheServerForTheNext() throws Exception {
        var client = client(ready(command(List.of())));
        var cancellation = new Cancellation();
        var messages = List.<ChatMessage>of(UserMessage.from("Go on for ever."));

        var reply = generate(client, messages, 400, List.of(), cancellation, _ -> cancellation.cancel());

        assertThat(reply.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(generate(client, messages, 5, List.of(), new Cancellation(), _ -> {})
                        .completionTokens())
                .isEqualTo(5);
    }

    @Test
    void aPromptOverTheContextIsRefusedWithItsNumbers() throws Exception {
        var client = client(ready(command(List.of())));
        var endless = List.<ChatMessage>of(UserMessage.from("word ".repeat(2000)));

        var exceeded = catchThrowableOfType(
                EngineException.ContextExceeded.class,
                () -> generate(client, endless, 5, List.of(), new Cancellation(), _ -> {}));

        assertThat(exceeded.contextTokens()).isEqualTo(512);
        assertThat(exceeded.promptTokens()).isGreaterThan(512);
    }

    @Test
    void adaptersSpeakOnlyWhereTheyAreAskedTo() throws Exception {
        var writer = TinyLora.of(1).withStrength(8).writeTo(folder.resolve("writer.gguf"), model);
        var coder = TinyLora.of(2).withStrength(8).writeTo(folder.resolve("coder.gguf"), model);
        var plain = client(ready(command(List.of())));
        var adapted = client(ready(command(List.of(writer, coder))));
        var question = List.<ChatMessage>of(UserMessage.from("Who speaks?"));
        var none = List.of(new AdapterUse(0, 0), new AdapterUse(1, 0));

        assertThat(adapted.adapters().orElseThrow())
                .extracting(each -> Path.of(each.path()))
                .containsExactly(writer, coder);
        var base = text(plain, question, List.of());
        assertThat(text(adapted, question, none)).isEqualTo(base);
        var first = text(adapted, question, List.of(new AdapterUse(0, 1), new AdapterUse(1, 0)));
        var second = text(adapted, question, List.of(new AdapterUse(0, 0), new AdapterUse(1, 1)));
        assertThat(List.of(base, first, second)).doesNotHaveDuplicates();
    }

    @Test
    void aKilledBotLeavesNoOrphan() throws Exception {
        var bot = bot();
        long server = pid(bot);
        assertThat(lives(server)).isTrue();

        bot.destroyForcibly().waitFor();

        await().atMost(PATIENCE).until(() -> !lives(server));
    }

    @Test
    void whatAKilledBotAndItsWatcherLeftIsEndedAtTheNextStart() throws Exception {
        var bot = bot();
        long server = pid(bot);
        var helpers = bot.descendants().filter(each -> each.pid() != server).toList();
        assertThat(helpers).hasSize(2);
        // At once, before any of them can act on another one's end.
        var kill = new ArrayList<>(List.of("kill", "-KILL"));
        helpers.forEach(each -> kill.add(String.valueOf(each.pid())));
        kill.add(String.valueOf(bot.pid()));
        assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
        bot.waitFor();
        assertThat(lives(server)).isTrue();

        ready(command(List.of()));

        await().atMost(PATIENCE).until(() -> !lives(server));
    }

    @Test
    void closingEndsTheServerAndForgetsItsProcess() throws Exception {
        var supervisor = ready(command(List.of()));
        long server = ((EngineState.Ready) supervisor.state()).pid();
        assertThat(folder.resolve("llama-server-" + server + ".pid")).exists();

        supervisor.close();

        assertThat(lives(server)).isFalse();
        await().atMost(PATIENCE).until(() -> Files.notExists(folder.resolve("llama-server-" + server + ".pid")));
    }

    @Test
    void theKeyIsOnNoCommandLine() throws Exception {
        var supervisor = ready(command(List.of()));
        long server = ((EngineState.Ready) supervisor.state()).pid();

        assertThat(ProcessHandle.of(server).orElseThrow().info().commandLine().orElse(""))
                .contains("--parallel")
                .doesNotContain(supervisor.address().token());
    }

    @Test
    void anArgumentThatItDoesNotKnowIsSaidInItsOwnWords() throws Exception {
        assertThat(failed(command(List.of(program.toString(), "--no-such-argument"), model)))
                .contains("--no-such-argument");
    }

    @Test
    void aModelThatItCannotLoadIsSaidInItsOwnWords() throws Exception {
        var broken = TinyModel.writeTruncated(folder.resolve("broken.gguf"));

        assertThat(failed(command(List.of(program.toString()), broken))).contains("broken.gguf");
    }

    @Test
    void aServerOfSomebodyElseIsUsedByItsAddress() throws Exception {
        var supervisor = ready(command(List.of()));
        var url = URI.create(supervisor.address().base() + "/v1");
        var remote = remote(url, supervisor.address().token());

        assertThat(remote.awaitReady(PATIENCE)).isInstanceOf(EngineState.Ready.class);
        var question = List.<ChatMessage>of(UserMessage.from("Hello"));
        assertThat(text(client(remote), question, List.of())).isEqualTo(text(client(supervisor), question, List.of()));
    }

    @Test
    void aWrongKeyIsSaidWithTheWayOut() throws Exception {
        var supervisor = ready(command(List.of()));

        assertThat(remote(supervisor.address().base(), "wrong").awaitReady(PATIENCE))
                .isInstanceOfSatisfying(
                        EngineState.Failed.class,
                        failed -> assertThat(failed.message()).contains("refuses the key", "engine.api-key"));
    }

    private RemoteEngine remote(URI url, String token) {
        var remote = new RemoteEngine(url, token, null, null, SupervisorTimings.DEFAULT, _ -> {}).start();
        opened.add(remote);
        return remote;
    }

    private String failed(LlamaServerCommand command) throws InterruptedException {
        var supervisor = new EngineSupervisor(command, SupervisorTimings.DEFAULT, _ -> {}).start();
        opened.add(supervisor);
        return ((EngineState.Failed) supervisor.awaitReady(PATIENCE)).message();
    }

    private LlamaServerCommand command(List<Path> adapters) {
        return command(List.of(program.toString(), "--threads", "1"), model, adapters);
    }

    private LlamaServerCommand command(List<String> command, Path file) {
        return command(command, file, List.of());
    }

    private LlamaServerCommand command(List<String> command, Path file, List<Path> adapters) {
        var tokens = file.equals(model) ? GgufFile.read(file).controlTokens() : List.<String>of();
        return new LlamaServerCommand(command, file, "tiny", adapters, 512, 2, 64, ControlTokens.of(tokens), folder);
    }

    private EngineSupervisor ready(LlamaServerCommand command) throws InterruptedException {
        var supervisor = new EngineSupervisor(command, SupervisorTimings.DEFAULT, _ -> {}).start();
        opened.add(supervisor);
        assertThat(supervisor.awaitReady(PATIENCE)).isInstanceOf(EngineState.Ready.class);
        return supervisor;
    }

    private EngineClient client(RunningEngine engine) {
        var client = new EngineClient(engine);
        opened.add(client);
        return client;
    }

    private Process bot() throws Exception {
        var bot = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FakeLlamaBot.class.getName(),
                        program.toString(),
                        model.toString(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        opened.add(bot::destroyForcibly);
        return bot;
    }

    private static long pid(Process bot) throws Exception {
        var out = bot.inputReader();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("PID ")) {
                return Long.parseLong(line.substring(4));
            }
        }
        throw new AssertionError("the bot ended");
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static String text(EngineClient client, List<ChatMessage> messages, List<AdapterUse> adapters) {
        return generate(client, messages, 24, adapters, new Cancellation(), _ -> {})
                .text();
    }

    private static Completion generate(
            EngineClient client,
            List<ChatMessage> messages,
            int maxTokens,
            List<AdapterUse> adapters,
            Cancellation cancellation,
            Consumer<String> onText) {
        return client.generate(
                new GenerationRequest(messages, GREEDY, maxTokens, "k", true, adapters),
                cancellation,
                new GenerationListener() {
                    @Override
                    public void progress(int done, int cached, int total) {
                        assertThat(done).isBetween(cached, total);
                    }

                    @Override
                    public void text(String delta) {
                        onText.accept(delta);
                    }
                });
    }
}
