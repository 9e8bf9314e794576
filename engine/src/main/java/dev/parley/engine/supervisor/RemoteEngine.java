package dev.parley.engine.supervisor;

import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.client.FeatureProbe;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that somebody else runs. One virtual thread asks what it is, looks from time to time whether it still answers,
 * and asks anew after each loss, because another server may have taken its place. What cannot be used as things are (a
 * wrong key, another path, an unknown model) is final before the server was ever in use, and waited out afterwards.
 */
public final class RemoteEngine implements RunningEngine {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteEngine.class);
    private static final Duration RECHECK = Duration.ofMillis(50);

    private final URI base;
    private final String token;
    private final @Nullable String model;
    private final @Nullable Integer contextTokens;
    private final SupervisorTimings timings;
    private final LongSupplier nanoTime;
    private final FeatureProbe probe;
    private final Thread thread = Thread.ofVirtual().name("engine-watch").unstarted(this::watch);

    private final StateBoard board;

    /** Somebody found that it does not answer; guarded by the board. */
    private boolean doubted;

    /**
     * Asks nothing before {@link #start()}.
     *
     * @param url of the server, with or without {@code /v1} at its end
     * @param token the server's key; empty for none
     * @param model the model that shall answer; null where the server has only one
     * @param contextTokens the most that a conversation may hold; null: as much as the server says
     * @param timings how often it is looked at, and how long the pauses are while it is away
     * @param listener hears each new state, in order; must be short
     */
    public RemoteEngine(
            URI url,
            String token,
            @Nullable String model,
            @Nullable Integer contextTokens,
            SupervisorTimings timings,
            Consumer<EngineState> listener) {
        this.base = FeatureProbe.base(url);
        this.token = token;
        this.model = model;
        this.contextTokens = contextTokens;
        this.timings = timings;
        this.nanoTime = System::nanoTime;
        this.probe = new FeatureProbe(base, token, FeatureProbe.Words.SETTINGS);
        this.board = new StateBoard(new EngineState.Starting("Asking " + base + " what it is"), listener);
    }

    /**
     * Starts asking and returns at once.
     *
     * @return this
     */
    public RemoteEngine start() {
        thread.start();
        return this;
    }

    @Override
    public EngineState state() {
        return board.state();
    }

    @Override
    public Address address() {
        var now = board.address();
        if (now == null) {
            throw new EngineException.Lost(
                    switch (board.state()) {
                        case EngineState.Unreachable away -> away.message();
                        case EngineState.Failed failed -> failed.message();
                        case EngineState.Closed _ -> "The engine was closed.";
                        default -> "The engine at " + base + " was not asked yet what it is.";
                    },
                    "",
                    null);
        }
        return now;
    }

    @Override
    public EngineState awaitReady(Duration patience) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + patience.toNanos();
        while (true) {
            var now = board.state();
            if (now.isFinal() || (now instanceof EngineState.Ready && probe.answers())) {
                return now;
            }
            if (now instanceof EngineState.Ready) {
                doubt();
            }
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                return now instanceof EngineState.Ready
                        ? new EngineState.Unreachable("The server at " + base + " does not answer.")
                        : now;
            }
            board.awaitChange(now, Math.min(left, now instanceof EngineState.Ready ? RECHECK.toNanos() : left));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        probe.close();
        if (!(board.state() instanceof EngineState.Closed)) {
            moveTo(new EngineState.Closed(), null);
        }
    }

    private void watch() {
        boolean everReady = false;
        int attempt = 0;
        try {
            while (true) {
                try {
                    var features = usable(probe.probe(model));
                    everReady = true;
                    attempt = 0;
                    moveTo(new EngineState.Ready(base, 0, summary(features)), new Address(base, token, features));
                    awaitLoss();
                } catch (EngineException.Lost away) {
                    moveTo(new EngineState.Unreachable(words(away)), null);
                } catch (EngineException unusable) {
                    if (!everReady) {
                        moveTo(new EngineState.Failed(EngineState.Failed.Kind.SETTINGS, words(unusable)), null);
                        return;
                    }
                    moveTo(new EngineState.Unreachable(words(unusable)), null);
                }
                Thread.sleep(timings.pause(++attempt));
            }
        } catch (InterruptedException closing) {
            // close() ends the watch.
        }
    }

    /** A server that is busy answers late; it is lost when it has not answered twice in a row, or somebody says so. */
    private void awaitLoss() throws InterruptedException {
        for (int missed = 0; missed < 2; missed = probe.answers() ? 0 : missed + 1) {
            if (awaitDoubt(missed == 0 ? timings.probe() : timings.firstPause())) {
                return;
            }
        }
    }

    private void doubt() {
        board.wake(() -> doubted = true);
    }

    private boolean awaitDoubt(Duration atMost) throws InterruptedException {
        return board.await(
                () -> {
                    boolean was = doubted;
                    doubted = false;
                    return was;
                },
                atMost.toNanos());
    }

    private EngineFeatures usable(EngineFeatures found) {
        return contextTokens == null ? found : found.withContext(contextTokens);
    }

    private String words(EngineException e) {
        if (e.getCause() instanceof ConnectException) {
            return "Nothing answers at " + base + ": is the server started?";
        }
        var message = String.valueOf(e.getMessage());
        return message.contains(base.toString()) ? message : "The server at " + base + " cannot be reached: " + message;
    }

    private String summary(EngineFeatures features) {
        return String.format(
                Locale.ROOT,
                "%s%s at %s%s%s",
                features.server().title(),
                features.version().isEmpty() ? "" : " " + features.version(),
                base,
                features.model().isEmpty() ? "" : ", " + features.model(),
                features.contextTokens() == 0 ? "" : ", " + features.contextTokens() + " tokens a conversation");
    }

    private void moveTo(EngineState next, @Nullable Address at) {
        if (!board.set(next, at)) {
            return;
        }
        switch (next) {
            case EngineState.Unreachable(var message) -> LOG.warn("{}", message);
            case EngineState.Failed(var _, var message) -> LOG.error("{}", message);
            default -> LOG.info("{}", next);
        }
        board.tell(next);
    }
}
