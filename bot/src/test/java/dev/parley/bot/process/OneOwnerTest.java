package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneOwnerTest {
    @TempDir
    private Path folder;

    @Test
    void refusesASecondProcessOnAHomeAndNamesTheFirst() {
        var parley = Program.on(folder);
        parley = parley.with("PARLEY_ENGINE_MODEL", parley.tiny().toString());
        try (var first = parley.start("chat")) {
            first.type("hello\n");
            first.awaitOut(out -> out.endsWith("\n"));

            var second = parley.run("ask", "hello");
            assertThat(second.exitCode()).isEqualTo(5);
            assertThat(second.out()).isEmpty();
            assertThat(second.err().lines()).hasSize(1);
            assertThat(second.err())
                    .contains("rocess " + first.pid(), parley.home().toString());

            assertThat(parley.run("doctor").out()).contains("is open in process " + first.pid());
            var beside = parley.run("ask", "hello", "--fresh");
            assertThat(beside.err()).isEmpty();
            assertThat(beside.exitCode()).isZero();

            first.endInput();
            assertThat(first.end().exitCode()).isZero();
        }
        assertThat(Stored.in(parley.home(), "main").turns()).hasSize(2);
    }
}
