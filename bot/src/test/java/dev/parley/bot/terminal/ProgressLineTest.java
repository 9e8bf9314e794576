package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.words.Words;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;

    @Test
    void writesALineEveryFewSecondsWithoutATerminal() {
        var line = line(TerminalLook.plain(), 100_000_000, 0);
        for (var second = 1; second <= 12; second++) {
            now = now.plusSeconds(1);
            line.update(second * 5_000_000L);
        }
        line.done();
        assertThat(text()).isEqualTo("""
                        m.gguf  0 %  0 B of 100 MB
                        m.gguf  25 %  25 MB of 100 MB  5.0 MB/s  15 s left
                        m.gguf  50 %  50 MB of 100 MB  5.0 MB/s  10 s left
                        m.gguf: 60 MB in 12 s
                        """);
    }

    @Test
    void drawsOneLineOnATerminal() {
        var screen = new Screen(79, 4);
        var line = new ProgressLine(
                new PrintStream(screen.terminal().output(), true, StandardCharsets.UTF_8),
                screen.look(),
                Words.english(),
                () -> now,
                "m.gguf",
                100_000_000,
                40_000_000);
        now = now.plusSeconds(2);
        line.update(50_000_000);
        assertThat(screen.text()).isEqualTo("m.gguf  ██████████░░░░░░░░░░ 50 %  50 MB of 100 MB  5.0 MB/s  10 s left");
        now = now.plusMillis(10);
        line.update(90_000_000);
        assertThat(screen.text()).contains("50 %");
        line.update(100_000_000);
        line.done();
        line.end();
        assertThat(screen.text()).isEqualTo("m.gguf: 100 MB in 2 s");
    }

    @Test
    void takesItsLineAwayWhenItEndsEarly() {
        var screen = new Screen(79, 4);
        new ProgressLine(
                        new PrintStream(screen.terminal().output(), true, StandardCharsets.UTF_8),
                        screen.look(),
                        Words.english(),
                        () -> now,
                        "m.gguf",
                        10,
                        0)
                .end();
        assertThat(screen.lines()).isEmpty();
    }

    @Test
    void followsALineThatGetsSlower() {
        var line = line(TerminalLook.plain(), 1_000_000_000, 0);
        now = now.plusSeconds(5);
        line.update(500_000_000);
        for (var i = 1; i <= 5; i++) {
            now = now.plusSeconds(5);
            line.update(500_000_000 + i * 5_000_000L);
        }
        assertThat(text().lines().toList().getLast()).contains("1.0 MB/s").contains("7 min 55 s left");
    }

    @Test
    void doesWithoutATotal() {
        var line = line(TerminalLook.plain(), 0, 0);
        now = now.plusSeconds(5);
        line.update(1_500_000);
        assertThat(text()).endsWith("m.gguf  1.5 MB  300 kB/s\n");
    }

    @Test
    void saysSizesAndTimesForPeople() {
        assertThat(Sizes.bytes(999)).isEqualTo("999 B");
        assertThat(Sizes.bytes(98_362_432)).isEqualTo("98 MB");
        assertThat(Sizes.bytes(999_600)).isEqualTo("1.0 MB");
        assertThat(Sizes.bytes(9_970_000)).isEqualTo("10 MB");
        assertThat(Sizes.time(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Sizes.time(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }

    private ProgressLine line(TerminalLook look, long total, long start) {
        return new ProgressLine(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                look,
                Words.english(),
                () -> now,
                "m.gguf",
                total,
                start);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
