package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.EngineSettings;
import dev.parley.bot.config.Home;
import dev.parley.bot.config.Secret;
import dev.parley.bot.config.TunedEngine;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.TransportLimits;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.supervisor.EngineCommand;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.EngineSupervisor;
import dev.parley.engine.supervisor.SupervisorTimings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the engine's process is told, out of the configuration. */
final class EngineStart {
    private static final String MAIN = "dev.parley.engine.server.EngineMain";
    private static final Duration LOADING = Duration.ofMinutes(10);

    private EngineStart() {}

    /** Starts the engine of the conversations, on a port and with a token that nobody else knows. */
    static EngineSupervisor hidden(
            Home home, EngineSettings settings, ModelFile model, Consumer<EngineState> listener) {
        Map<String, Object> told = settings(home, settings, model);
        keepStates(told, home.states(), settings, model);
        return supervisor(home, told, listener);
    }

    /** Starts the engine for other clients, on the configured port; the token is the given one. */
    static EngineSupervisor open(
            Home home, EngineSettings settings, ModelFile model, Secret token, Consumer<EngineState> listener) {
        Map<String, Object> told = settings(home, settings, model);
        told.put("port", settings.port());
        told.put("token", token.value());
        keepStates(told, home.servedStates(), settings, model);
        return supervisor(home, told, listener);
    }

    /**
     * Starts an engine for a command that needs one beside whatever else runs, and waits until it is ready.
     *
     * @param closer ends it
     */
    static EngineClient alone(Closer closer, Start start, ModelFile model, TransportLimits limits)
            throws InterruptedException {
        EngineSupervisor engine = closer.add(
                supervisor(start.home(), settings(start.home(), start.settings().engine(), model), _ -> {}));
        EngineClient client = closer.add(new EngineClient(engine, limits, System::nanoTime));
        EngineState state = engine.awaitReady(LOADING);
        if (!(state instanceof EngineState.Ready)) {
            throw new CommandFailure(
                    ExitCode.ENGINE,
                    EngineNotes.summary(state, start.settings().bot().words()));
        }
        return client;
    }

    private static EngineSupervisor supervisor(
            Home home, Map<String, Object> settings, Consumer<EngineState> listener) {
        return new EngineSupervisor(
                        EngineCommand.likeThisProcess(MAIN, home.state()),
                        settings,
                        SupervisorTimings.DEFAULT,
                        listener)
                .start();
    }

    private static Map<String, Object> settings(Home home, EngineSettings settings, ModelFile model) {
        Map<String, Object> told = new HashMap<>();
        told.put("model", model.path().toString());
        told.put("modelName", model.name());
        told.put("gpuLayers", settings.gpuLayers());
        put(
                told,
                "cacheBytes",
                settings.cacheMemory() == null ? null : settings.cacheMemory().bytes());
        put(told, "context", settings.context());
        put(told, "parallel", settings.parallel());
        TunedEngine tuned = EngineTune.found(home, model).orElse(null);
        put(told, "threads", settings.threads() != null || tuned == null ? settings.threads() : tuned.threads());
        put(told, "batch", tuned == null ? null : tuned.batch());
        put(
                told,
                "libraryPath",
                settings.libraryPath() == null ? null : settings.libraryPath().toString());
        return told;
    }

    /** Each folder has one owner at a time: what is served to others must not take that of the conversations. */
    private static void keepStates(Map<String, Object> told, Path folder, EngineSettings settings, ModelFile model) {
        told.put("stateFolder", folder.toString());
        told.put("modelSha256", model.sha256());
        put(
                told,
                "diskBytes",
                settings.cacheDisk() == null ? null : settings.cacheDisk().bytes());
    }

    private static void put(Map<String, Object> told, String name, @Nullable Object value) {
        if (value != null) {
            told.put(name, value);
        }
    }
}
