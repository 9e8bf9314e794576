package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipedChatProcessTest {
    @TempDir
    private static Path folder;

    private Program parley;

    @BeforeEach
    void start() {
        parley = Program.on(folder);
        parley = parley.with("PARLEY_ENGINE_MODEL", parley.tiny().toString());
    }

    @Test
    void isThereAgainAfterARestart() {
        var first = parley.pipe("one\n\ntwo\n", "chat");
        assertThat(first.err()).isEmpty();
        assertThat(first.exitCode()).isZero();
        var stored = Stored.in(parley.home(), "main").texts();
        assertThat(stored).hasSize(4).startsWith("one");
        assertThat(stored.get(2)).isEqualTo("two");
        assertThat(first.out()).isEqualTo(Stored.line(stored.get(1)) + Stored.line(stored.get(3)));

        var second = parley.pipe("/history\n/forget all\n/history\n/quit\nnever\n", "chat");
        assertThat(second.out())
                .containsSubsequence("one", stored.get(1), "two", stored.get(3), "forgotten", "Nothing was said");
        assertThat(second.err()).isEmpty();
        assertThat(second.exitCode()).isZero();
        assertThat(Stored.in(parley.home(), "main").turns()).isEmpty();
    }

    @Test
    void takesCommands() throws IOException {
        var ended = parley.pipe(
                "hello\n/persona coder\nagain\n/status\n/model\n/export\n/help\n",
                "chat",
                "--conversation",
                "commands");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).contains("coder", "tiny.gguf", "Everything stored", "/forget");
        assertThat(ended.exitCode()).isZero();
        var turns = Stored.in(parley.home(), "commands").turns();
        assertThat(turns.get(1).generation().persona()).isEqualTo("assistant");
        assertThat(turns.get(3).generation().persona()).isEqualTo("coder");
        try (var files = Files.list(folder)) {
            var export = files.filter(file -> file.toString().endsWith(".json")).findFirst();
            assertThat(export.orElseThrow()).content().contains("\"hello\"", "\"again\"");
        }
    }

    @Test
    void endsWithTheCodeOfTheFirstTurnThatFailed() {
        var ended = parley.pipe("a".repeat(100_000) + "\n/nothing\nhello\n", "chat", "--conversation", "failures");
        assertThat(ended.exitCode()).isEqualTo(7);
        assertThat(ended.err().lines()).hasSize(2);
        assertThat(ended.err()).contains("tokens", "There is no command “nothing”");
        assertThat(Stored.in(parley.home(), "failures").texts()).hasSize(2).startsWith("hello");

        assertThat(parley.pipe("/nothing\n", "chat").exitCode()).isEqualTo(2);
    }

    @Test
    void endsWithTheInput() {
        var ended = parley.run("chat");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
    }
}
