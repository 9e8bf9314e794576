package dev.parley.engine.supervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A bot that starts an engine, says its process id, and does nothing until it is killed. */
public final class FakeBot {

    private FakeBot() {}

    public static void main(String[] args) throws Exception {
        var command = EngineCommand.likeThisProcess(FakeEngine.class.getName(), Path.of(args[0]));
        var supervisor = new EngineSupervisor(command, Map.of(), SupervisorTimings.DEFAULT, _ -> {}).start();
        if (supervisor.awaitReady(Duration.ofSeconds(60)) instanceof EngineState.Ready ready) {
            System.out.println(ready.pid());
            System.out.flush();
        }
        Thread.currentThread().join();
    }
}
