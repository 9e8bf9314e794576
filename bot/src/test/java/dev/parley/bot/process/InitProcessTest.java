package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.platform.discord.fake.FakeDiscord;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley init} in a process and on a terminal of its own. */
class InitProcessTest {
    @TempDir
    private Path folder;

    private Program parley;

    @BeforeEach
    void start() {
        parley = Program.on(folder);
    }

    @Test
    void asksAndWritesWhatConfigCheckAccepts() throws Exception {
        try (var discord = FakeDiscord.start()) {
            discord.guild(100_000_000_000_000_001L, "Our team");
            try (var run = parley.with("DISCORD_API_URL", discord.apiUrl()).onTerminal("init")) {
                run.awaitOut(out -> out.contains("Enter takes discord"));
                run.type("\r");
                run.awaitOut(out -> out.contains("Token (Enter skips):"));
                run.type(discord.token() + "\r");
                run.awaitOut(out -> out.contains("Numbers or server ids"));
                run.type("\r");
                run.awaitOut(out -> out.contains("User ids"));
                run.type("200000000000000001\r");
                var ended = run.end();

                assertThat(ended.exitCode()).isZero();
                assertThat(ended.out()).contains("./parley run").doesNotContain(discord.token());
            }
            assertThat(Files.readString(parley.home().resolve("parley.yaml"))).contains(discord.token());
        }
        assertThat(parley.run("config", "check").exitCode()).isZero();
    }

    @Test
    void needsATerminal() {
        var ended = parley.run("init");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("there is no terminal here", "discord:", "servers: []");
        assertThat(parley.home().resolve("parley.yaml")).doesNotExist();
    }
}
