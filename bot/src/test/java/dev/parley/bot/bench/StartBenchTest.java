package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.Main;
import dev.parley.engine.fixture.RealModel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the start of a process to what somebody waits for. */
@Tag("bench")
@Timeout(600)
class StartBenchTest {
    private static final int ROUNDS = 5;
    private static final double START_SECONDS = 3;
    /** Two JVMs, a database and a prompt, one after the other; the archive of classes that ./parley adds is not here. */
    private static final double FIRST_TOKEN_SECONDS = 5;

    @TempDir
    private Path folder;

    @Test
    void theEngineIsReadyAndAnswersSoon() throws Exception {
        Report report = new Report("Start with a model that is there");
        double[] ready = new double[ROUNDS];
        double[] first = new double[ROUNDS];
        ask();
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            try (RealEngine _ = RealEngine.start(folder)) {
                ready[round] = since(begin);
            }
            first[round] = ask();
        }
        report.figure("engine's process to ready", ready, "s")
                .figure("parley ask to the reply's first byte", first, "s")
                .atMost("to ready", Figures.median(ready), START_SECONDS)
                .atMost("to the first byte", Figures.median(first), FIRST_TOKEN_SECONDS)
                .publish();
    }

    /** Runs the command as ./parley does. */
    private double ask() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "ask",
                        "--model",
                        RealModel.file().toString(),
                        "What is the capital of Germany?"))
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PARLEY_HOME", folder.resolve("home").toString());
        long begin = System.nanoTime();
        Process process = builder.start();
        try (var out = process.getInputStream()) {
            int one = out.read();
            double seconds = since(begin);
            String rest = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("exit code of parley ask").isZero();
            assertThat((char) one + rest).isNotBlank();
            return seconds;
        }
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
