package dev.parley.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.FinishReason;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Sampling;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.server.EngineMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Supervisor and client against the engine itself, in its own process, on the tiny model that never ends a reply. */
class EngineProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Sampling GREEDY = new Sampling(0, 1, 1, 0, 1, null);

    @TempDir
    private Path folder;

    private EngineSupervisor supervisor;
    private EngineClient client;

    @BeforeEach
    void start() throws Exception {
        var model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        var settings =
                Map.of("model", model.toString(), "modelName", "tiny", "context", 1024, "parallel", 2, "threads", 1);
        supervisor = new EngineSupervisor(
                        EngineCommand.likeThisProcess(EngineMain.class.getName(), folder),
                        settings,
                        SupervisorTimings.DEFAULT,
                        _ -> {})
                .start();
        client = new EngineClient(supervisor);
        assertThat(supervisor.awaitReady(PATIENCE)).isInstanceOf(EngineState.Ready.class);
    }

    @AfterEach
    void stop() {
        client.close();
        supervisor.close();
    }

    @Test
    void countsWhatAGenerationThenCosts() {
        var messages = List.<ChatMessage>of(UserMessage.from("Hello there, engine."));

        var counted = client.count(messages, "k");
        var reply = generate(messages, 20, new Cancellation(), _ -> {});

        assertThat(reply.promptTokens()).isEqualTo(counted.total());
        assertThat(reply.completionTokens()).isEqualTo(20);
        assertThat(reply.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(reply.prefillTps()).isPositive();
        assertThat(reply.decodeTps()).isPositive();
        assertThat(client.props().contextTokens()).isEqualTo(1024);
        client.forget("k");
    }

    @Test
    void aCancelFreesTheEngineForTheNext() {
        var cancellation = new Cancellation();
        var messages = List.<ChatMessage>of(UserMessage.from("Go on for ever."));

        var reply = generate(messages, 900, cancellation, _ -> cancellation.cancel());

        assertThat(reply.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(reply.text()).isNotEmpty();
        assertThat(reply.promptTokens()).isPositive();
        assertThat(generate(messages, 5, new Cancellation(), _ -> {}).completionTokens())
                .isEqualTo(5);
    }

    @Test
    void aReplyCutOffByADeadEngineGoesOnWithTheNext() throws Exception {
        var first = (EngineState.Ready) supervisor.state();
        var question = UserMessage.from("Tell me all.");

        var lost = catchThrowableOfType(
                EngineException.Lost.class,
                () -> generate(
                        List.of(question),
                        900,
                        new Cancellation(),
                        _ -> ProcessHandle.of(first.pid()).ifPresent(ProcessHandle::destroyForcibly)));
        assertThat(lost.partialText()).isNotEmpty();

        var second = supervisor.awaitReady(PATIENCE);
        assertThat(second).isInstanceOf(EngineState.Ready.class).isNotEqualTo(first);
        var rest = generate(List.of(question, AiMessage.from(lost.partialText())), 5, new Cancellation(), _ -> {});
        assertThat(rest.completionTokens()).isEqualTo(5);
    }

    @Test
    void aPromptOverTheContextIsRefusedWithItsNumbers() {
        var endless = List.<ChatMessage>of(UserMessage.from("word ".repeat(3000)));

        assertThatThrownBy(() -> generate(endless, 5, new Cancellation(), _ -> {}))
                .isInstanceOfSatisfying(EngineException.ContextExceeded.class, exceeded -> {
                    assertThat(exceeded.contextTokens()).isEqualTo(1024);
                    assertThat(exceeded.promptTokens()).isGreaterThan(1024);
                });
    }

    private Completion generate(
            List<ChatMessage> messages, int maxTokens, Cancellation cancellation, Consumer<String> onText) {
        return client.generate(
                new GenerationRequest(messages, GREEDY, maxTokens, "k", true), cancellation, new GenerationListener() {
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
