package dev.parley.engine.supervisor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Sampling;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.server.EngineMain;
import dev.parley.engine.states.FolderBytes;
import dev.parley.engine.states.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States in real processes: one engine after another, on the tiny model, which writes what nobody would tokenise alike. */
final class EngineStatesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Sampling GREEDY = new Sampling(0, 1, 1, 0, 1, null);

    @TempDir
    private Path folder;

    private Path states;
    private Path model;

    @BeforeEach
    void writeModel() {
        states = folder.resolve("states");
        model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
    }

    @Test
    void afterAnOrderlyRestartAConversationGoesOnWhereItStood() throws Exception {
        int unbroken;
        try (Running engine = new Running(model, states)) {
            List<ChatMessage> one = engine.twoTurns("one");
            engine.twoTurns("two");
            unbroken = engine.ask(one, "one").cachedTokens();
        }
        try (Running engine = new Running(model, states)) {
            assertThat(engine.third("two").cachedTokens()).isEqualTo(unbroken);
        }
    }

    @Test
    void afterAKillAConversationGoesOnWhereItStood() throws Exception {
        try (Running engine = new Running(model, states)) {
            List<ChatMessage> one = engine.twoTurns("one");
            engine.twoTurns("two");
            String lastReply = ((AiMessage) one.get(4)).text();
            await().atMost(60, SECONDS)
                    .until(() -> FolderBytes.holding(states, lastReply).size() == 2);
            int unbroken = engine.ask(one, "one").cachedTokens();

            engine.kill();

            assertThat(engine.third("two").cachedTokens()).isEqualTo(unbroken);
        }
    }

    @Test
    void whatIsForgottenBetweenTwoEnginesStaysForgotten() throws Exception {
        List<ChatMessage> one;
        try (Running engine = new Running(model, states)) {
            one = engine.twoTurns("one");
            engine.twoTurns("two");
        }
        assertThat(FolderBytes.holding(states, "one")).isNotEmpty();
        StateFolder.forget(states, "one");
        try (Running engine = new Running(model, states)) {
            Completion forgotten = engine.ask(one, "one");
            Completion kept = engine.third("two");

            assertThat(forgotten.cachedTokens()).isLessThan(kept.cachedTokens() / 2);
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsNoReasonNotToAnswer() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        try (Running engine = new Running(model, file)) {
            engine.twoTurns("one");

            assertThat(engine.third("one").cachedTokens()).isPositive();
        }
    }

    /** A supervised engine and a conversation of which each turn is the same in every engine. */
    private static final class Running implements AutoCloseable {
        private final EngineSupervisor supervisor;
        private final EngineClient client;

        Running(Path model, Path states) throws InterruptedException {
            Map<String, Object> settings = Map.of(
                    "model",
                    model.toString(),
                    "modelName",
                    "tiny",
                    "context",
                    1024,
                    "parallel",
                    2,
                    "threads",
                    1,
                    "stateFolder",
                    states.toString(),
                    "modelSha256",
                    "0123456789abcdef");
            supervisor = new EngineSupervisor(
                            EngineCommand.likeThisProcess(EngineMain.class.getName(), states.getParent()),
                            settings,
                            SupervisorTimings.DEFAULT,
                            _ -> {})
                    .start();
            client = new EngineClient(supervisor);
            assertThat(supervisor.awaitReady(PATIENCE)).isInstanceOf(EngineState.Ready.class);
        }

        /** The conversation with its third question. */
        List<ChatMessage> twoTurns(String key) {
            List<ChatMessage> messages = new ArrayList<>(List.of(SystemMessage.from("You keep a lighthouse.")));
            for (String question : List.of("How high is it?", "Who built it?")) {
                messages.add(UserMessage.from(question));
                messages.add(AiMessage.from(ask(messages, key).text()));
            }
            messages.add(UserMessage.from("And why?"));
            return messages;
        }

        /** The third question, after replies that are computed apart, so that nothing of the conversation is touched. */
        Completion third(String key) {
            return ask(twoTurns("another for " + key), key);
        }

        Completion ask(List<ChatMessage> messages, String key) {
            return client.generate(
                    new GenerationRequest(messages, GREEDY, 20, key, true),
                    new Cancellation(),
                    new GenerationListener() {
                        @Override
                        public void progress(int done, int cached, int total) {}

                        @Override
                        public void text(String delta) {}
                    });
        }

        void kill() throws InterruptedException {
            EngineState.Ready ready = (EngineState.Ready) supervisor.state();
            ProcessHandle process = ProcessHandle.of(ready.pid()).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
            assertThat(supervisor.awaitReady(PATIENCE))
                    .isInstanceOf(EngineState.Ready.class)
                    .isNotEqualTo(ready);
        }

        @Override
        public void close() {
            client.close();
            supervisor.close();
        }
    }
}
