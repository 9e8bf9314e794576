package dev.parley.bot.platform.discord;

import static org.awaitility.Awaitility.await;

import dev.parley.bot.bench.Report;
import dev.parley.bot.platform.GrowingReplies;
import dev.parley.bot.platform.GrowingReplies.Write;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many replies at once at Discord's real limits: five edits in five seconds in a channel, 50 requests a second in all. */
@Tag("bench")
final class DiscordRepliesBenchTest extends DiscordTest {
    @ParameterizedTest
    @CsvSource({"20, 20", "20, 4", "20, 1", "40, 40", "40, 8"})
    void manyRepliesAtOnce(int replies, int channels) throws Exception {
        Report report = new Report("Discord: many replies at once");
        List<FakeChannel> places = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            places.add(discord.channel(guild, 2_000_000 + i, "channel-" + i));
        }
        try (var own = new OwnReplies(discord, settings(discord.token(), Map.of()), world.database());
                var growing = new GrowingReplies(replies)) {
            own.awaitReady(places.getLast());
            for (int i = 0; i < replies; i++) {
                growing.add(own.open(places.get(i % channels)));
            }
            growing.start();
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> growing.areThere(writes()));
            growing.tell(
                    report, replies + " replies in " + channels + (channels == 1 ? " channel" : " channels"), writes());
        }
        report.publish();
    }

    private List<Write> writes() {
        return discord.requests().stream()
                .filter(each -> each.path().contains("/messages"))
                .map(each -> new Write(
                        each.method().equals("PATCH"),
                        each.status() == 429,
                        each.body().toString(),
                        each.at()))
                .toList();
    }
}
