package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.persistence.Finish;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalProcessTest {
    private static final String CTRL_C = "\003";

    @TempDir
    private Path folder;

    private Program parley;

    @BeforeEach
    void start() {
        parley = Program.on(folder).talkative();
    }

    @Test
    void stopsAReplyAtCtrlCAndAnswersTheNextMessage() {
        try (var run = parley.with("PARLEY_CHAT_MAX_TOKENS", "15000").onTerminal("chat")) {
            run.awaitOut(out -> prompts(out) == 1);
            run.type("Tell me a long story\r");
            run.awaitOut(out -> out.length() > 2000);
            var engine = run.engine();
            run.type(CTRL_C);
            run.awaitOut(out -> prompts(out) == 2);

            int before = run.out().length();
            run.type("And another\r");
            run.awaitOut(out -> out.length() > before + 1000);
            assertThat(run.engine()).isEqualTo(engine);
            run.type(CTRL_C);
            run.awaitOut(out -> prompts(out) == 3);
            run.type(CTRL_C);
            assertThat(run.end().exitCode()).isZero();
            assertThat(engine.isAlive()).isFalse();

            var turns = Stored.in(parley.home(), "main").turns();
            assertThat(turns).hasSize(4);
            for (var reply : List.of(turns.get(1), turns.get(3))) {
                assertThat(reply.generation().finish()).isEqualTo(Finish.CANCELLED);
                assertThat(squeezed(run.out())).contains(squeezed(reply.text()).substring(0, 200));
            }
        }
    }

    @Test
    void leavesAtThePrompt() {
        try (var run = parley.onTerminal("chat")) {
            run.awaitOut(out -> prompts(out) == 1);
            run.type("half a li" + CTRL_C);
            var ended = run.end();
            assertThat(ended.exitCode()).isZero();
            assertThat(plain(ended.out())).contains("/help shows the commands");
        }
        try (var run = parley.onTerminal("chat")) {
            run.awaitOut(out -> prompts(out) == 1);
            run.type("/quit\r");
            assertThat(run.end().exitCode()).isZero();
        }
    }

    @Test
    void stopsAnAskedReplyAtCtrlC() {
        try (var run = parley.onTerminal("ask", "story", "--max-tokens", "15000")) {
            run.awaitOut(out -> out.length() > 500);
            run.type(CTRL_C);
            assertThat(run.end().exitCode()).isEqualTo(130);
        }
        var next = parley.with("PARLEY_CHAT_MAX_TOKENS", "5").pipe("/history\n", "chat");
        assertThat(next.out()).containsOnlyOnce("story");
    }

    private static long prompts(String out) {
        return plain(out).lines().filter(line -> line.startsWith("> ")).count();
    }

    /** Without colours and cursor movements. */
    private static String plain(String out) {
        return out.replaceAll("\033\\[[0-9;?]*[A-Za-z]", "")
                .replaceAll("\033[=>]", "")
                .replace("\r", "");
    }

    /** Letters and digits only: the terminal wraps lines and shows Markdown its own way. */
    private static String squeezed(String text) {
        return plain(text).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
