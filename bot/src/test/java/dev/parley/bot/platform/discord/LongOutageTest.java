package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.SentMessage;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An outage at full length. */
@Tag("slow")
@Timeout(900)
final class LongOutageTest extends DiscordTest {
    private static final Duration LENGTH = Duration.ofMinutes(5);

    @Test
    void getsOverAnOutageOfFiveMinutes() throws InterruptedException {
        go(world.bot(12));
        discord.mention(channel, anna, "Before it");
        await().atMost(PATIENCE).until(() -> discord.ownMessages(channel).size() == 1);
        discord.faults().failRest(LENGTH, 503);
        discord.mention(channel, anna, "In the middle of it");

        await().atMost(LENGTH.plusMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> discord.ownMessages(channel).stream()
                                .filter(each -> each.components().toString().contains("regenerate"))
                                .count()
                        == 2);
        assertThat(discord.ownMessages(channel))
                .extracting(SentMessage::reference)
                .hasSize(2);
    }
}
