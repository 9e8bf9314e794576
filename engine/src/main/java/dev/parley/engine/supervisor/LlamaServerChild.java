package dev.parley.engine.supervisor;

import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.client.FeatureProbe;
import dev.parley.engine.supervisor.HealthProbe.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code llama-server} of the user's own. It says nothing of itself, so it is asked: {@code /health} until it is ready,
 * {@code /slots} from then on, which the thread that computes answers and no other.
 */
final class LlamaServerChild implements ChildKind {

    private static final Duration POLL = Duration.ofMillis(100);

    private final LlamaServerCommand command;
    private final HealthProbe starting;
    private final PidFiles pids;

    LlamaServerChild(LlamaServerCommand command, HealthProbe probe) {
        this.command = command;
        this.starting = probe;
        this.pids = new PidFiles(command.directory());
    }

    @Override
    public @Nullable String ownToken() {
        return null;
    }

    @Override
    public EngineChild start(String token, Duration grace) throws IOException, StartRefusedException {
        var problem = LlamaServerCommand.problem(command.command().getFirst());
        if (problem.isPresent()) {
            throw new StartRefusedException(problem.get());
        }
        pids.endOrphans();
        int port = freePort();
        var base = URI.create("http://127.0.0.1:" + port);
        var child = EngineChild.start(
                command.line(port),
                command.directory(),
                command.environment(token),
                line -> {
                    long pid = LlamaServerCommand.pid(line);
                    return pid < 0 ? null : new ChildEvent.Identified(pid);
                },
                grace);
        child.whenProcessIsKnown(pids::keep, pids::drop);
        Thread.ofVirtual().name("llama-server-start").start(() -> awaitHealth(child, base, port));
        return child;
    }

    @Override
    public EngineFeatures features(URI base, String token) {
        try (var probe = new FeatureProbe(base, token, FeatureProbe.Words.SETTINGS)) {
            return probe.probe(null).with(command.controlTokens());
        }
    }

    @Override
    public Optional<Health> health(HealthProbe probe, URI base, String token) throws InterruptedException {
        return probe.askSlots(base, token);
    }

    private void awaitHealth(EngineChild child, URI base, int port) {
        try {
            child.hear(new ChildEvent.Loading("Loading " + command.modelName() + " in llama-server"));
            while (child.isAlive()) {
                if (starting.ask(base).isPresent()) {
                    child.hear(new ChildEvent.Ready(port, command.summary("")));
                    return;
                }
                Thread.sleep(POLL);
            }
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    /** Another process may take it before the server does; then the server ends, and the next one gets another. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
