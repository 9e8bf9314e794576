package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.GenerationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Decode with one thread, with all, and with the number that the engine finds, beside a core that burns and alone. */
@Tag("bench")
@Timeout(1800)
class ThreadsBenchTest {
    private static final int ROUNDS = 7;
    /** Tokens after a change of the setting, to find the number of threads. */
    private static final int LEAD = 64;

    private static final int TOKENS = 128;
    private static final int ALL = Runtime.getRuntime().availableProcessors();
    /** One, all, and 0 for what the engine finds. */
    private static final List<Integer> SETTINGS = List.of(1, ALL, 0);

    private Talks talks;

    @BeforeEach
    void open() {
        assumeTrue(ALL > 1, "there is one core only");
        talks = new Talks();
    }

    @AfterEach
    void close() {
        talks.close();
    }

    @Test
    void aBurningCoreCostsNoMoreThanItMust() throws Exception {
        Process burner = burner();
        try {
            double[] medians = measure(new Report("Decode while another process burns one core"), 0.8);
            assertThat(burner.isAlive()).as("the other process").isTrue();
            assertThat(medians).hasSize(SETTINGS.size());
        } finally {
            burner.destroyForcibly().waitFor();
        }
    }

    @Test
    void lookingForABetterNumberCostsNextToNothing() throws Exception {
        double[] medians = measure(new Report("Decode with nothing else on the machine"), 0.98);
        assertThat(medians).hasSize(SETTINGS.size());
    }

    private double[] measure(Report report, double limit) throws IOException {
        double[][] rates = new double[SETTINGS.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < SETTINGS.size(); i++) {
                int setting = (round + i) % SETTINGS.size();
                talks.engine().scheduler().fixThreads(SETTINGS.get(setting));
                rate(LEAD);
                rates[setting][round] = rate(TOKENS);
            }
        }
        double[] medians = Stream.of(rates).mapToDouble(Figures::median).toArray();
        report.figure("one thread", rates[0], "tok/s")
                .figure(ALL + " threads", rates[1], "tok/s")
                .figure("as the engine finds", rates[2], "tok/s")
                .atLeast("found / the better of the two", medians[2] / Math.max(medians[0], medians[1]), limit)
                .publish();
        return medians;
    }

    private double rate(int tokens) {
        GenerationResult result = talks.ask(talks.story(0, tokens, AdapterSet.NONE));
        return (result.completionTokens() - 1) * 1000 / result.completionMillis();
    }

    /** A shell that counts nothing for ever, on one core where that can be said. */
    private static Process burner() throws IOException {
        List<String> loop = List.of("/bin/sh", "-c", "while :; do :; done");
        boolean pinned = Files.isExecutable(Path.of("/usr/bin/taskset"));
        return new ProcessBuilder(
                        pinned
                                ? Stream.concat(Stream.of("/usr/bin/taskset", "-c", "0"), loop.stream())
                                        .toList()
                                : loop)
                .start();
    }
}
