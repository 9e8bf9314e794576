package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.Secret;
import dev.parley.bot.words.Words;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.EngineSupervisor;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/** {@code parley engine serve}: the engine alone, for other clients. */
final class EngineServe {
    private static final int TOKEN_BYTES = 32;

    private final Start start;

    EngineServe(Start start) {
        this.start = start;
    }

    ExitCode serve() throws InterruptedException, IOException {
        Words words = start.settings().bot().words();
        start.home().prepare();
        ModelSetup.Ready model = new ModelSetup(start).ready(null);
        Secret configured = start.settings().engine().token();
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        Secret token =
                configured != null ? configured : new Secret(HexFormat.of().formatHex(random));
        try (EngineSupervisor engine = EngineStart.open(
                start.home(),
                start.settings().engine(),
                model.file(),
                token,
                state -> start.err().println(EngineNotes.summary(state, words)))) {
            if (engine.awaitReady(Duration.ofMinutes(10)) instanceof EngineState.Ready ready) {
                start.out().println("base URL: " + ready.address() + "/v1");
                start.out().println("token:    " + (configured != null ? "the configured one" : token.value()));
                start.out().flush();
            }
            while (!engine.state().isFinal()) {
                Thread.sleep(Duration.ofSeconds(1));
            }
            throw new CommandFailure(ExitCode.ENGINE, EngineNotes.summary(engine.state(), words));
        }
    }
}
