package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.bench.Figures;
import dev.parley.bot.bench.RealEngine;
import dev.parley.bot.bench.Report;
import dev.parley.engine.fixture.RealModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the start of a process to what somebody waits for; the archive of classes that ./parley adds is not here. */
@Tag("bench")
@Timeout(600)
class StartBenchTest {
    private static final int ROUNDS = 5;
    private static final double SECONDS = 3;
    /** Beyond the prompt there is a question to read. */
    private static final double FIRST_TEXT_SECONDS = 4;

    @TempDir
    private Path folder;

    @Test
    void thePromptIsThereAndTheFirstAnswerComesSoon() throws Exception {
        var report = new Report("Start with a model that is there");
        var parley =
                Program.on(folder).with("PARLEY_ENGINE_MODEL", RealModel.file().toString());
        var ready = new double[ROUNDS];
        var prompt = new double[ROUNDS];
        var text = new double[ROUNDS];
        untilText(parley);
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            try (var _ = RealEngine.start(folder)) {
                ready[round] = (System.nanoTime() - begin) / 1e9;
            }
            prompt[round] = untilPrompt(parley);
            text[round] = untilText(parley);
        }
        report.figure("engine's process to ready", ready, "s")
                .figure("parley chat to the prompt", prompt, "s")
                .figure("parley ask to the reply's first text", text, "s")
                .atMost("to the prompt", Figures.median(prompt), SECONDS)
                .atMost("to the first text", Figures.median(text), FIRST_TEXT_SECONDS)
                .publish();
    }

    private static double untilPrompt(Program parley) {
        try (var run = parley.onTerminal("chat")) {
            run.awaitOut(out -> out.contains("> "));
            double seconds = run.age() / 1e3;
            run.type("/quit\r");
            assertThat(run.end().exitCode()).isZero();
            return seconds;
        }
    }

    private static double untilText(Program parley) {
        try (var run = parley.start("ask", "What is the capital of Germany?")) {
            run.endInput();
            run.awaitOut(out -> !out.isBlank());
            double seconds = run.age() / 1e3;
            assertThat(run.end().out()).contains("Berlin");
            return seconds;
        }
    }
}
