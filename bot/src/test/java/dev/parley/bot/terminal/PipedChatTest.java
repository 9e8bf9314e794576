package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.words.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PipedChatTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final FakeSession session = new FakeSession();

    @Test
    void takesALineAsATurn() throws IOException {
        assertThat(run("\ufeffone\r\n\n  \n//two\nthree")).isEqualTo(ChatEnd.LEFT);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("you said one\nyou said /two\nyou said three\n");
        assertThat(err.size()).isZero();
    }

    @Test
    void goesOnAfterAFailureAndTellsOfIt() throws IOException {
        assertThat(run("fail\none\n")).isEqualTo(ChatEnd.TURN_FAILED);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("you said one\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("It went wrong; try again.\n");
    }

    @Test
    void runsCommandsUntilQuit() throws IOException {
        assertThat(run("/help\n/quit\nnever")).isEqualTo(ChatEnd.LEFT);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("**help** for you\n");
        assertThat(session.said).isEmpty();
    }

    @Test
    void countsARefusedCommandAsAFailure() throws IOException {
        assertThat(run("/nothing\n")).isEqualTo(ChatEnd.TURN_FAILED);
    }

    private ChatEnd run(String input) throws IOException {
        return new PipedChat(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        TerminalLook.plain(),
                        Words.english(),
                        session)
                .run();
    }
}
