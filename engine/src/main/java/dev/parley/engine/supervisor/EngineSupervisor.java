package dev.parley.engine.supervisor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.EngineFeatures;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the engine's process alive. One virtual thread lives its life: start, wait for ready, look at its health, and
 * when it dies or hangs, start another after a pause that grows. A child that says why it cannot run is not tried again.
 */
public final class EngineSupervisor implements RunningEngine {

    private static final Logger LOG = LoggerFactory.getLogger(EngineSupervisor.class);
    private static final int TOKEN_BYTES = 32;
    private static final Duration RECHECK = Duration.ofMillis(50);

    private final ChildKind kind;
    private final SupervisorTimings timings;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final HealthProbe probe = new HealthProbe(JsonMapper.builder().build());
    private final Thread thread = Thread.ofVirtual().name("engine-supervisor").unstarted(this::supervise);

    private final StateBoard board;

    /**
     * A supervisor that starts nothing before {@link #start()}.
     *
     * @param command how the child is started
     * @param settings what it is told; values must be what JSON knows, nulls are left out. Without a {@code token}
     *     one of 256 random bits is drawn, anew for each child
     * @param timings how patient to be
     * @param listener hears each new state, in order, on the supervisor's thread; must be short
     * @throws IllegalArgumentException if the settings cannot be written as JSON
     */
    public EngineSupervisor(
            EngineCommand command,
            Map<String, ? extends @Nullable Object> settings,
            SupervisorTimings timings,
            Consumer<EngineState> listener) {
        this(command, settings, timings, listener, new SecureRandom(), System::nanoTime);
    }

    /**
     * A supervisor of a {@code llama-server} that starts nothing before {@link #start()}.
     *
     * @param command how it is started
     * @param timings how patient to be
     * @param listener hears each new state, in order, on the supervisor's thread; must be short
     */
    public EngineSupervisor(LlamaServerCommand command, SupervisorTimings timings, Consumer<EngineState> listener) {
        this.kind = new LlamaServerChild(command, probe);
        this.timings = timings;
        this.board = new StateBoard(new EngineState.Starting("Starting the engine"), listener);
        this.random = new SecureRandom();
        this.nanoTime = System::nanoTime;
    }

    EngineSupervisor(
            EngineCommand command,
            Map<String, ? extends @Nullable Object> settings,
            SupervisorTimings timings,
            Consumer<EngineState> listener,
            RandomGenerator random,
            LongSupplier nanoTime) {
        this.kind = new ParleyChild(command, settings);
        this.timings = timings;
        this.board = new StateBoard(new EngineState.Starting("Starting the engine"), listener);
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts the first child and returns at once.
     *
     * @return this
     */
    public EngineSupervisor start() {
        thread.start();
        return this;
    }

    @Override
    public EngineState state() {
        return board.state();
    }

    @Override
    public EngineState awaitReady(Duration patience) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + patience.toNanos();
        while (true) {
            var now = board.state();
            if (now.isFinal()) {
                return now;
            }
            if (now instanceof EngineState.Ready ready
                    && probe.ask(ready.address()).isPresent()) {
                return ready;
            }
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                return now;
            }
            board.awaitChange(now, Math.min(left, now instanceof EngineState.Ready ? RECHECK.toNanos() : left));
        }
    }

    @Override
    public Address address() {
        var now = board.address();
        if (now == null) {
            throw new EngineException.Lost(
                    switch (board.state()) {
                        case EngineState.Starting starting ->
                            "The engine is not ready yet: " + starting.message() + ".";
                        case EngineState.Restarting restarting ->
                            "The engine is being restarted: " + restarting.cause();
                        case EngineState.Failed failed -> failed.message();
                        case EngineState.Unreachable away -> away.message();
                        case EngineState.Ready _, EngineState.Closed _ -> "The engine was closed.";
                    },
                    "",
                    null);
        }
        return now;
    }

    /** Ends the child, by force if it does not leave, and waits until it is gone. A second call does nothing. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // Going on without the child's end would leave it behind; its end takes three times of grace at most.
                interrupted = true;
            }
        }
        if (!(board.state() instanceof EngineState.Closed)) {
            moveTo(new EngineState.Closed(), null);
            probe.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How a child's life ended; {@code readyNanos} is negative if it was never ready. */
    private record Death(String cause, long readyNanos, EngineState.@Nullable Failed refusal) {}

    private void supervise() {
        boolean everReady = false;
        int attempt = 0;
        try {
            while (true) {
                var death = live();
                everReady |= death.readyNanos() >= 0;
                attempt = death.readyNanos() >= timings.healthy().toNanos() ? 1 : attempt + 1;
                if (death.refusal() != null) {
                    moveTo(death.refusal(), null);
                    return;
                }
                if (!everReady && attempt >= timings.failedStarts()) {
                    moveTo(new EngineState.Failed(EngineState.Failed.Kind.CRASH, death.cause()), null);
                    return;
                }
                moveTo(new EngineState.Restarting(attempt, death.cause()), null);
                Thread.sleep(timings.pause(attempt));
            }
        } catch (InterruptedException closing) {
            // close() ends the child by interrupting its life.
        }
    }

    private Death live() throws InterruptedException {
        var secret = token();
        try (var child = kind.start(secret, timings.grace())) {
            return untilReady(child, secret);
        } catch (ChildKind.StartRefusedException e) {
            var words = String.valueOf(e.getMessage());
            return new Death(words, -1, new EngineState.Failed(EngineState.Failed.Kind.SETTINGS, words));
        } catch (IOException e) {
            return new Death("The engine's process could not be started: " + e.getMessage(), -1, null);
        } finally {
            board.unreachable();
        }
    }

    private Death untilReady(EngineChild child, String token) throws InterruptedException {
        moveTo(new EngineState.Starting("Starting the engine"), null);
        while (true) {
            switch (child.next(timings.silentStart())) {
                case null -> {
                    var cause = "The engine said nothing for " + seconds(timings.silentStart()) + " while starting";
                    return death(child, cause, -1);
                }
                case ChildEvent.Loading(var message) -> moveTo(new EngineState.Starting(message), null);
                case ChildEvent.Refused(var kind, var message) -> {
                    return new Death(message, -1, new EngineState.Failed(kind, message));
                }
                case ChildEvent.Gone(var exitCode) -> {
                    return death(child, ending(exitCode) + " before it was ready", -1);
                }
                case ChildEvent.Ready(var port, var summary) -> {
                    return whileReady(child, token, URI.create("http://127.0.0.1:" + port), summary);
                }
                case ChildEvent.Identified _ -> {
                    // The child itself keeps which process it is.
                }
            }
        }
    }

    private Death whileReady(EngineChild child, String token, URI base, String summary) throws InterruptedException {
        EngineFeatures features;
        try {
            features = kind.features(base, token);
        } catch (EngineException e) {
            return death(child, "The engine was started but cannot be used: " + e.getMessage(), -1);
        }
        long since = nanoTime.getAsLong();
        var pulse = new Pulse(timings.stuck(), nanoTime);
        moveTo(new EngineState.Ready(base, child.pid(), summary), new Address(base, token, features));
        while (true) {
            switch (child.next(timings.probe())) {
                case null -> {
                    if (pulse.stopped(kind.health(probe, base, token))) {
                        // Said before it is ended, which takes a moment: nobody shall be sent to it any more.
                        moveTo(new EngineState.Starting("The engine hangs and is being replaced"), null);
                        var cause = "The engine made no step for " + seconds(timings.stuck()) + " and was ended";
                        return death(child, cause, nanoTime.getAsLong() - since);
                    }
                }
                case ChildEvent.Refused(var kind, var message) -> {
                    return new Death(message, 0, new EngineState.Failed(kind, message));
                }
                case ChildEvent.Gone(var exitCode) -> {
                    return death(child, ending(exitCode), nanoTime.getAsLong() - since);
                }
                case ChildEvent.Loading _, ChildEvent.Ready _, ChildEvent.Identified _ -> {
                    // It is ready already.
                }
            }
        }
    }

    private static Death death(EngineChild child, String what, long readyNanos) {
        var words = child.lastWords();
        return new Death(words.isEmpty() ? what + "." : what + ". It said last:\n" + words, readyNanos, null);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    /** A JVM ended by a signal has the exit value 128 + its number. */
    private static String ending(int exitCode) {
        return switch (exitCode) {
            case 128 + 9 -> "The engine was killed (SIGKILL; by the system, if memory ran out)";
            case 128 + 6 -> "The engine aborted (SIGABRT)";
            case 128 + 11 -> "The engine crashed (SIGSEGV)";
            case 128 + 4 -> "The engine met an instruction that this CPU does not know (SIGILL)";
            default -> "The engine ended with exit code " + exitCode;
        };
    }

    private String token() {
        var own = kind.ownToken();
        if (own != null) {
            return own;
        }
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void moveTo(EngineState next, @Nullable Address at) {
        board.set(next, at);
        switch (next) {
            case EngineState.Ready(var where, var pid, var summary) ->
                LOG.info("Engine ready at {}, process {}: {}", where, pid, summary);
            case EngineState.Restarting(var attempt, var cause) ->
                LOG.warn(
                        "{} Restart {} in {} ms.",
                        cause,
                        attempt,
                        timings.pause(attempt).toMillis());
            case EngineState.Failed(var kind, var message) ->
                LOG.error("The engine cannot run ({}): {}", kind, message);
            case EngineState.Starting _, EngineState.Unreachable _, EngineState.Closed _ -> LOG.debug("{}", next);
        }
        board.tell(next);
    }
}
