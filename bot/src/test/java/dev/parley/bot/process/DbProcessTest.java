package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code db} as an operator types it, beside a chat that runs and after it. */
final class DbProcessTest {
    @TempDir
    private Path folder;

    @Test
    void looksAfterTheDatabaseBesideAChatAndAfterIt() throws IOException {
        var parley = Program.on(folder);
        parley = parley.with("PARLEY_ENGINE_MODEL", parley.tiny().toString());
        var backup = folder.resolve("backup.zip");

        var none = parley.run("db", "check");
        assertThat(none.exitCode()).isEqualTo(6);
        assertThat(none.err()).contains("There is no database");

        try (var chat = parley.start("chat")) {
            chat.type("hello\n");
            chat.awaitOut(out -> !out.isBlank());

            var written = parley.run("db", "backup", backup.toString());
            assertThat(written.err()).contains("The backup is being written");
            assertThat(written.out()).contains("checked, schema");
            assertThat(written.exitCode()).isZero();

            var again = parley.run("db", "backup", backup.toString());
            assertThat(again.exitCode()).isEqualTo(6);
            assertThat(again.err()).contains("--force");

            var checked = parley.run("db", "check");
            assertThat(checked.out()).contains("all fits together");
            assertThat(checked.exitCode()).isZero();

            assertThat(parley.run("db", "compact").out()).contains("instead of");

            var restore = parley.run("db", "restore", backup.toString());
            assertThat(restore.exitCode()).isEqualTo(5);
            assertThat(restore.err()).contains("process " + chat.pid());

            chat.type("and again\n");
            chat.endInput();
            assertThat(chat.end().exitCode()).isZero();
        }
        assertThat(Stored.in(parley.home(), "main").turns()).hasSize(4);

        var restored = parley.run("db", "restore", backup.toString());
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("is restored").contains("before-restore");

        var database = parley.home().resolve("data/parley.mv.db");
        Files.write(database, new byte[8192]);
        var damaged = parley.run("ask", "hello");
        assertThat(damaged.exitCode()).isEqualTo(6);
        assertThat(damaged.err()).contains("./parley db recover");
        assertThat(parley.run("db", "recover").exitCode()).isEqualTo(6);
        assertThat(parley.run("db", "restore", backup.toString()).exitCode()).isZero();
        assertThat(parley.run("db", "check").exitCode()).isZero();
    }
}
