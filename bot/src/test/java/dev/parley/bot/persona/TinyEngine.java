package dev.parley.bot.persona;

import dev.parley.engine.client.EngineClient;
import dev.parley.engine.server.EngineMain;
import dev.parley.engine.supervisor.EngineCommand;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.EngineSupervisor;
import dev.parley.engine.supervisor.SupervisorTimings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The engine's process on a tiny model, on one thread, and a client. */
record TinyEngine(EngineSupervisor supervisor, EngineClient client) implements AutoCloseable {
    /** Starts it in a folder, and waits until it is ready. */
    static TinyEngine start(Path folder, Path model) throws InterruptedException {
        EngineSupervisor supervisor = new EngineSupervisor(
                        EngineCommand.likeThisProcess(EngineMain.class.getName(), folder),
                        Map.of("model", model.toString(), "modelName", "tiny", "threads", 1),
                        SupervisorTimings.DEFAULT,
                        _ -> {})
                .start();
        EngineState state = supervisor.awaitReady(Duration.ofMinutes(1));
        if (!(state instanceof EngineState.Ready)) {
            supervisor.close();
            throw new IllegalStateException("The engine is not ready: " + state);
        }
        return new TinyEngine(supervisor, new EngineClient(supervisor));
    }

    @Override
    public void close() {
        client.close();
        supervisor.close();
    }
}
