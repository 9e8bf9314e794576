package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.persistence.Finish;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    @TempDir
    private Path folder;

    private Program parley;

    @BeforeEach
    void start() {
        parley = Program.on(folder).talkative();
    }

    @Test
    void finishesTheReplyWhoseEngineDies() {
        try (var run = parley.start("ask", "Tell me a long story", "--temperature", "0", "--max-tokens", "2000")) {
            run.endInput();
            run.awaitOut(out -> out.length() > 500);
            var dying = run.engine();
            dying.destroyForcibly();
            String before = run.out();
            var ended = run.end();

            assertThat(ended.exitCode()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).startsWith(before).hasSizeGreaterThan(before.length());
            var turns = Stored.in(parley.home(), "main").turns();
            assertThat(turns).hasSize(2);
            assertThat(turns.getLast().text())
                    .isEqualTo(ended.out().substring(0, ended.out().length() - 1));
            assertThat(turns.getLast().generation().finish()).isEqualTo(Finish.LENGTH);
        }
    }

    @Test
    void keepsWhatWasShownWhenItIsKilled() {
        String shown;
        int aSecondBefore;
        try (var run = parley.start("ask", "Tell me a long story", "--max-tokens", "15000")) {
            run.endInput();
            run.awaitOut(out -> out.length() > 100);
            var engine = run.engine();
            int early = run.out().length();
            long longAgo = System.nanoTime();
            await().until(() -> System.nanoTime() - longAgo > TimeUnit.MILLISECONDS.toNanos(1500));
            run.awaitOut(out -> out.length() > early);
            long killed = System.nanoTime();
            run.kill();
            await("the engine leaves").atMost(Duration.ofSeconds(60)).until(() -> !engine.isAlive());
            shown = run.end().out();
            aSecondBefore = run.lengthAt(killed - TimeUnit.SECONDS.toNanos(1));
        }

        var next = parley.with("PARLEY_CHAT_MAX_TOKENS", "20").pipe("/history\n/continue\n", "chat");
        assertThat(next.err()).isEmpty();
        assertThat(next.exitCode()).isZero();
        assertThat(next.out()).containsOnlyOnce("Tell me a long story").containsOnlyOnce("(interrupted)");

        var turns = Stored.in(parley.home(), "main").turns();
        assertThat(turns).hasSize(2);
        String whole = turns.getLast().text();
        assertThat(whole).startsWith(shown.substring(0, aSecondBefore));
        assertThat(next.out()).contains(whole);
        assertThat(turns.getLast().generation().finish()).isEqualTo(Finish.LENGTH);
    }
}
