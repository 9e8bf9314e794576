package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alerts under a real Prometheus that looks at a real Parley, for what can be brought about: the line, the database,
 * the engine, the platform, the process. What needs a quarter of an hour or a full disk is in {@code alerts.test.yaml}.
 */
final class AlertsProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One is answered, and more than four wait for the one seat. */
    private static final int PEOPLE = 6;

    @Test
    void fireWhenTheirTimeComesAndNotBefore(@TempDir Path folder) throws IOException {
        try (FakeDiscord discord = FakeDiscord.start()) {
            var guild = discord.guild(1_000_001, "Team");
            FakeChannel channel = discord.channel(guild, 1_000_002, "general");
            int port = Ports.free();
            Program parley = Program.on(folder)
                    .talkative()
                    .with("PARLEY_CHAT_MAX_TOKENS", "15000")
                    .with("PARLEY_OPERATE_PORT", String.valueOf(port))
                    .with(discord);
            try (Run run = parley.start("run")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(run.err()).contains("On Discord as"));
                try (Prometheus prometheus = Prometheus.watching(folder.resolve("prometheus"), port)) {
                    await("all is well")
                            .atMost(PATIENCE)
                            .until(() -> prometheus
                                            .query("parley_engine_ready == 1 and parley_database_writable == 1")
                                            .size()
                                    == 1);
                    await("nothing fires")
                            .atMost(PATIENCE)
                            .until(() -> prometheus.firing().isEmpty());

                    for (int i = 0; i < PEOPLE; i++) {
                        FakeUser one = discord.user(1_000_010 + i, "person" + i);
                        discord.join(guild, one);
                        discord.mention(channel, one, "Tell me a long story");
                    }
                    fires(prometheus, "ParleyLineTooLong");

                    Path data = parley.home().resolve("data");
                    Path away = parley.home().resolve("data-elsewhere");
                    Files.move(data, away);
                    fires(prometheus, "ParleyDatabaseNotWritable");
                    Files.move(away, data);
                    ends(prometheus, "ParleyDatabaseNotWritable");

                    Files.delete(parley.endless());
                    run.engine().destroyForcibly();
                    fires(prometheus, "ParleyEngineDown");

                    discord.faults().gatewayOpen(false);
                    discord.faults().dropConnections();
                    fires(prometheus, "ParleyPlatformSilent");

                    run.kill();
                    fires(prometheus, "ParleyDown");
                }
            }
        }
    }

    private static void fires(Prometheus prometheus, String alert) {
        await(alert)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.firing()).contains(alert));
    }

    private static void ends(Prometheus prometheus, String alert) {
        await(alert)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.firing()).doesNotContain(alert));
    }
}
