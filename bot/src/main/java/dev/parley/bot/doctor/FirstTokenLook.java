package dev.parley.bot.doctor;

import dev.langchain4j.data.message.UserMessage;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long somebody waits for the first word: one short question to the engine, which is started for it.
 *
 * @param start starts the engine
 */
public record FirstTokenLook(Start start) implements Look {
    private static final int TOKENS = 16;
    private static final Duration LONG = Duration.ofSeconds(5);

    /** Greedy, so that it is the same each time. */
    private static final Sampling SAMPLING = new Sampling(0, 1, 1, 0, 1, 1L);

    /** An engine that is ready; closing ends one that was started for this. */
    public interface Trial extends AutoCloseable {
        /** Asks it. */
        EngineClient client();

        @Override
        void close();
    }

    /** Starts the engine, or finds the one that runs elsewhere. */
    @FunctionalInterface
    public interface Start {
        /**
         * Waits until it is ready.
         *
         * @throws CommandFailure if it does not become so, with the way out
         */
        Trial start() throws Exception;
    }

    private static final class Nobody implements GenerationListener {
        @Override
        public void progress(int done, int cached, int total) {}

        @Override
        public void text(String delta) {}
    }

    @Override
    public List<Finding> look() throws Exception {
        long begun = System.nanoTime();
        try (Trial trial = start.start()) {
            Duration load = Duration.ofNanos(System.nanoTime() - begun);
            Completion answer = trial.client()
                    .generate(
                            new GenerationRequest(
                                    List.of(UserMessage.from("Say hello.")), SAMPLING, TOKENS, null, false),
                            new Cancellation(),
                            new Nobody());
            return List.of(of(load, answer));
        } catch (CommandFailure | EngineException e) {
            return List.of(Finding.wrong(
                    e, "See the other findings, and the log.", ExitCode.of(e).orElse(ExitCode.ENGINE)));
        }
    }

    private static Finding of(Duration load, Completion answer) {
        String words = String.format(
                Locale.ROOT,
                "%d ms after a question of %d tokens, alone on the engine; getting ready, with the model loaded, took %.1f s before that",
                answer.ttftMillis(),
                answer.promptTokens(),
                load.toMillis() / 1000.0);
        return answer.ttftMillis() < LONG.toMillis()
                ? new Finding.Well(words)
                : new Finding.Warning(
                        words + ".",
                        "Choose a smaller model (./parley model list), end what else keeps the processors busy, or use a"
                                + " GPU (docs/engine.md).");
    }
}
