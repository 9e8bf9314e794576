package dev.parley.bot.bench;

import dev.langchain4j.data.message.ChatMessage;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineEndpoint;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Sampling;
import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.server.EngineMain;
import dev.parley.engine.supervisor.EngineCommand;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.EngineSupervisor;
import dev.parley.engine.supervisor.SupervisorTimings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The engine's process on the real model with the settings that Parley gives it, and a client. */
public final class RealEngine implements AutoCloseable {
    /** Takes the likeliest token always. */
    static final Sampling GREEDY = new Sampling(0, 1, 1, 0, 1, null);

    private static final long CACHE_BYTES = 512 << 20;

    private final EngineSupervisor supervisor;
    private final EngineClient client;

    private RealEngine(EngineSupervisor supervisor) {
        this.supervisor = supervisor;
        client = new EngineClient(supervisor);
    }

    /**
     * Starts it and waits until it is ready; skips the test where there is no model.
     *
     * @param folder where the process runs
     */
    public static RealEngine start(Path folder) throws InterruptedException {
        return start(folder, Map.of());
    }

    /**
     * The same with states that outlive it.
     *
     * @param states their folder
     */
    static RealEngine start(Path folder, Path states) throws InterruptedException {
        return start(folder, Map.of("stateFolder", states.toString(), "modelSha256", "the model of this benchmark"));
    }

    /**
     * The same with more settings than the model and its cache.
     *
     * @param folder where the process runs
     * @param more of {@link dev.parley.engine.server.EngineSettings}, by name
     */
    static RealEngine start(Path folder, Map<String, Object> more) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("model", RealModel.file().toString());
        settings.put("modelName", "smollm2-135m-instruct");
        settings.put("cacheBytes", CACHE_BYTES);
        EngineSupervisor supervisor = new EngineSupervisor(
                        EngineCommand.likeThisProcess(EngineMain.class.getName(), folder),
                        settings,
                        SupervisorTimings.DEFAULT,
                        _ -> {})
                .start();
        EngineState state = supervisor.awaitReady(Duration.ofMinutes(1));
        if (!(state instanceof EngineState.Ready)) {
            supervisor.close();
            throw new IllegalStateException("The engine is not ready: " + state);
        }
        return new RealEngine(supervisor);
    }

    EngineEndpoint.Address endpoint() {
        return supervisor.address();
    }

    EngineClient client() {
        return client;
    }

    /** Generates with nothing cached: the same seed gives the same reply. */
    public Completion afresh(List<ChatMessage> messages, Sampling sampling, int maxTokens) {
        return generate(messages, sampling, maxTokens, null);
    }

    Completion generate(List<ChatMessage> messages, Sampling sampling, int maxTokens, @Nullable String conversation) {
        return client.generate(
                new GenerationRequest(messages, sampling, maxTokens, conversation, conversation != null),
                new Cancellation(),
                new GenerationListener() {
                    @Override
                    public void progress(int done, int cached, int total) {}

                    @Override
                    public void text(String delta) {}
                });
    }

    /**
     * A reply's first token.
     *
     * @param millis until it came, as the client sees it
     * @param reply the whole
     */
    record FirstToken(double millis, Completion reply) {}

    /** Asks for a short reply. */
    FirstToken firstToken(List<ChatMessage> messages, @Nullable String conversation) {
        long before = System.nanoTime();
        AtomicLong first = new AtomicLong();
        Completion reply = client.generate(
                new GenerationRequest(messages, GREEDY, 4, conversation, conversation != null),
                new Cancellation(),
                new GenerationListener() {
                    @Override
                    public void progress(int done, int cached, int total) {}

                    @Override
                    public void text(String delta) {
                        first.compareAndSet(0, System.nanoTime());
                    }
                });
        return new FirstToken((first.get() - before) / 1e6, reply);
    }

    @Override
    public void close() {
        client.close();
        supervisor.close();
    }
}
