package dev.parley.engine.supervisor;

import dev.parley.engine.client.EngineEndpoint;
import java.time.Duration;

/** An engine that somebody looks after: a child process, or a server that runs elsewhere. */
public interface RunningEngine extends EngineEndpoint, AutoCloseable {

    /**
     * Where it stands now.
     *
     * @return the state; an engine that died a moment ago may still be called ready
     */
    EngineState state();

    /**
     * Waits for an engine that answers now: it is asked, so that a caller whose connection broke a moment ago is not sent
     * back to the one that died of it.
     *
     * @param patience how long to wait at most
     * @return {@link EngineState.Ready}; a {@linkplain EngineState#isFinal() final} state; or any other when time is up
     * @throws InterruptedException if the calling thread is interrupted
     */
    EngineState awaitReady(Duration patience) throws InterruptedException;

    /** Lets go of it: a child is ended, a server elsewhere is not. A second call does nothing. */
    @Override
    void close();
}
