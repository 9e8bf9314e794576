package dev.parley.engine.supervisor;

import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.supervisor.HealthProbe.Health;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kind of child: how it is started, spoken to, and asked. */
interface ChildKind {

    /** The token that it has to be given; null for another one each time. */
    @Nullable String ownToken();

    /**
     * Starts a process.
     *
     * @param token that it shall ask of its clients; never on a command line
     * @param grace how long it may take to leave
     * @throws IOException if that is impossible now; it is tried again
     * @throws StartRefusedException if it will be as impossible the next time
     */
    EngineChild start(String token, Duration grace) throws IOException, StartRefusedException;

    /**
     * What it has, asked when it is ready.
     *
     * @throws EngineException if it does not answer as it should
     */
    EngineFeatures features(URI base, String token);

    /** How it is; nothing if it does not answer in time, or not that it is well. */
    Optional<Health> health(HealthProbe probe, URI base, String token) throws InterruptedException;

    /** A child that cannot be started as things are; the message says what to change. */
    final class StartRefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        StartRefusedException(String message) {
            super(message);
        }
    }
}
