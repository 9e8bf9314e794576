package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No name server answers when Parley starts, as after a power cut that hit the router too. */
final class NamesTest {
    /** Long enough for both platforms to have been tried, and tried again. */
    private static final Duration WITHOUT_NAMES = Duration.ofSeconds(15);

    private static final Duration TO_LEAVE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    @Timeout(180)
    void waitsForNamesAnswersTheTerminalAndLeavesInOrder() throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "");
        Health health = new Health(Ports.free());
        Program parley = Program.on(folder)
                .talkative()
                .with("PARLEY_CHAT_MAX_TOKENS", "20")
                .with("PARLEY_ENGINE_CONTEXT", "1024")
                .with("PARLEY_OPERATE_PORT", String.valueOf(health.port()))
                // Java knows the names in this file, and no other; it says "localhost" by itself, so that is no name
                // here.
                .with("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts)
                .with("DISCORD_TOKEN", "MTAwMDAwMQ.Gabcde.discord-token-of-nobody-at-all-000")
                .with("DISCORD_API_URL", "https://discord.invalid/api/v10/")
                .with("DISCORD_GATEWAY_URL", "wss://gateway.discord.invalid")
                .with("SLACK_BOT_TOKEN", "xoxb-1-2-nobody")
                .with("SLACK_APP_TOKEN", "xapp-1-A1-2-nobody")
                .with("SLACK_API_URL", "https://slack.invalid/api/");
        try (Run run = parley.start("run")) {
            await("both are tried")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() ->
                            assertThat(run.err()).contains("Discord cannot be reached", "Slack cannot be reached"));
            await("it waits")
                    .during(WITHOUT_NAMES)
                    .atMost(WITHOUT_NAMES.multipliedBy(2))
                    .untilAsserted(
                            () -> assertThat(health.ready()).as(run.err()).startsWith("503"));

            assertThat(health.ready()).contains("\"model\":{\"ok\":true", "\"database\":{\"ok\":true");
            assertThat(health.get("/health/live").statusCode()).isEqualTo(200);
            Run.Ended asked = parley.run("ask", "Are you there?");
            assertThat(asked.exitCode()).as(asked.err()).isZero();
            assertThat(asked.out()).isNotBlank();

            long leaving = System.nanoTime();
            run.terminate();
            assertThat(run.end().err())
                    .contains("no name server knows its address")
                    .doesNotContain("Exception");
            assertThat(Duration.ofNanos(System.nanoTime() - leaving)).isLessThan(TO_LEAVE);
        }
    }
}
