package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whether Discord is there, as health and metrics say it. */
final class PresenceTest extends DiscordTest {
    private static final Duration HEARTBEAT = Duration.ofMillis(200);

    private dev.parley.bot.platform.Presence presence() {
        return Objects.requireNonNull(bot).presence();
    }

    @Test
    void hearsHeartbeatsWhileNobodySaysAnything() throws InterruptedException {
        discord.faults().heartbeat(HEARTBEAT);
        go(world.bot(12));
        assertThat(presence().connected()).isTrue();

        await().pollDelay(HEARTBEAT.multipliedBy(5))
                .atMost(PATIENCE)
                .until(() -> presence().silence().compareTo(HEARTBEAT.multipliedBy(2)) < 0);
    }

    @Test
    void knowsThatItIsCutOff() throws InterruptedException {
        go(world.bot(12));
        discord.faults().gatewayOpen(false);
        discord.faults().dropConnections();

        await().atMost(PATIENCE).until(() -> !presence().connected());
    }
}
