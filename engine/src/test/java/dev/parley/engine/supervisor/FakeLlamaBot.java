package dev.parley.engine.supervisor;

import dev.parley.engine.client.ControlTokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A bot that starts a llama-server, says its process id, and does nothing until it is killed. */
public final class FakeLlamaBot {

    private FakeLlamaBot() {}

    public static void main(String[] args) throws Exception {
        var command = new LlamaServerCommand(
                List.of(args[0]),
                Path.of(args[1]),
                "tiny",
                List.of(),
                256,
                1,
                16,
                ControlTokens.KNOWN,
                Path.of(args[2]));
        var supervisor = new EngineSupervisor(command, SupervisorTimings.DEFAULT, _ -> {}).start();
        if (supervisor.awaitReady(Duration.ofSeconds(60)) instanceof EngineState.Ready ready) {
            System.out.println("PID " + ready.pid());
            System.out.flush();
        }
        Thread.currentThread().join();
    }
}
