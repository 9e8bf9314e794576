package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StepProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;

    @Test
    void saysHowFarItIsAndHowLongItWillTake() {
        try (var progress = progress(true)) {
            pass(Duration.ofSeconds(30));
            progress.step();
            pass(Duration.ofSeconds(30));
            progress.step();
        }

        assertThat(text())
                .contains("\r1 of 10, 5 min left", "\r2 of 10, 4 min left")
                .doesNotContain("\n");
    }

    @Test
    void elsewhereItIsALineNowAndThen() {
        try (var progress = progress(false)) {
            for (int i = 0; i < 10; i++) {
                pass(Duration.ofSeconds(4));
                progress.step();
            }
        }

        assertThat(text().lines())
                .containsExactly("1 of 10, 36 s left", "4 of 10, 24 s left", "7 of 10, 12 s left", "10 of 10");
    }

    @Test
    void saysNothingOfTheTimeBeforeATenthIsDone() {
        try (var progress =
                new StepProgress(new PrintStream(out, true, StandardCharsets.UTF_8), false, () -> now, 60)) {
            pass(Duration.ofSeconds(8));
            progress.step();
        }

        assertThat(text()).isEqualTo("1 of 60\n");
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private StepProgress progress(boolean terminal) {
        return new StepProgress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, () -> now, 10);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
