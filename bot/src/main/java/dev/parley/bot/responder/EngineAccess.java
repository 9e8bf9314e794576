package dev.parley.bot.responder;

import dev.parley.bot.words.Words;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import java.time.Duration;
import java.util.function.Consumer;

/** The engine, with patience: while it is being started again, whoever needs it waits, and says so. */
public final class EngineAccess {
    private static final int ATTEMPTS = 3;
    private static final Duration START = Duration.ofMinutes(5);

    /** How long a reply that is stopped may go on waiting. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final EngineClient client;
    private final Readiness readiness;
    private final Words words;
    private final Consumer<String> erase;

    /** Waits for an engine that answers. */
    @FunctionalInterface
    public interface Readiness {
        /**
         * Waits; returns at once when it is ready.
         *
         * @param atMost how long
         * @return whether there is one by then
         * @throws InterruptedException if the thread is interrupted
         * @throws EngineFailedException if there will never be one; the message says why
         */
        boolean await(Duration atMost) throws InterruptedException;
    }

    /** What needs the engine. */
    @FunctionalInterface
    interface Call<T, E extends Exception> {
        T with(EngineClient client) throws InterruptedException, E;
    }

    /**
     * Creates the access.
     *
     * @param client the engine's client
     * @param readiness how to wait for the engine
     * @param words the bot's own
     */
    public EngineAccess(EngineClient client, Readiness readiness, Words words) {
        this(client, readiness, words, _ -> {});
    }

    /**
     * Creates the access to an engine that leaves something behind when it ends.
     *
     * @param client the engine's client
     * @param readiness how to wait for the engine
     * @param words the bot's own
     * @param erase erases what an engine that does not answer left of a conversation
     */
    public EngineAccess(EngineClient client, Readiness readiness, Words words, Consumer<String> erase) {
        this.erase = erase;
        this.words = words;
        this.client = client;
        this.readiness = readiness;
    }

    /**
     * Calls the engine, again when it died meanwhile; the person sees "restarting" and keeps their place.
     *
     * @throws InterruptedException also if the reply is stopped while there is no engine
     */
    <T, E extends Exception> T call(Reply reply, Cancellation cancellation, Call<T, E> call)
            throws InterruptedException, E {
        for (int attempt = 1; ; attempt++) {
            awaitEngine(cancellation);
            try {
                return call.with(client);
            } catch (EngineException.Lost e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                reply.status(new ReplyStatus.Restarting());
            }
        }
    }

    private void awaitEngine(Cancellation cancellation) throws InterruptedException {
        for (Duration waited = Duration.ZERO; waited.compareTo(START) < 0; waited = waited.plus(GLANCE)) {
            if (cancellation.isCancelled()) {
                throw new InterruptedException("stopped while waiting for the engine");
            }
            if (readiness.await(GLANCE)) {
                return;
            }
        }
        throw new EngineFailedException(words.say("engine.not-ready", START.toMinutes()));
    }

    /** Whether the engine counts tokens; lengths are estimated otherwise. One that is away counts for one that does. */
    boolean counts() {
        try {
            return client.features().counts();
        } catch (EngineException.Lost e) {
            return true;
        }
    }

    /**
     * Erases what the engine keeps of a conversation. Of one that does not run that is what it left on disk.
     *
     * @param cacheKey the conversation
     */
    public void forget(String cacheKey) {
        try {
            client.forget(cacheKey);
        } catch (EngineException.Lost e) {
            // Its memory went with it, or will, when it is ended for being silent.
            erase.accept(cacheKey);
        }
    }
}
