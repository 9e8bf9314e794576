package dev.parley.bot.platform.slack;

import static org.awaitility.Awaitility.await;

import dev.parley.bot.bench.Report;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.platform.GrowingReplies;
import dev.parley.bot.platform.GrowingReplies.Write;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.OpenReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many replies at once at Slack's real limits, which hold for the whole workspace: some 50 updates a minute. */
@Tag("bench")
final class SlackRepliesBenchTest extends SlackTest {
    private static final Set<String> EDITS = Set.of("chat.update", "chat.appendStream", "chat.stopStream");

    @ParameterizedTest
    @CsvSource({"20, 4", "40, 8"})
    void manyRepliesAtOnce(int replies, int channels) throws Exception {
        Report report = new Report("Slack: many replies at once");
        List<FakeChannel> places = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            places.add(slack.channel("channel-" + i));
        }
        try (var wired = new Wired(slack, Map.of());
                var growing = new GrowingReplies(replies)) {
            SlackMessaging with = new SlackMessaging(
                    wired.web,
                    new SlackText(Words.english()),
                    new Unavailable(System::nanoTime),
                    world.database().deliveries(),
                    slack.botUserId(),
                    SlackMessaging.STREAM_LIFE);
            Replies own = new Replies(
                    SlackAddressing.PLATFORM,
                    world.database(),
                    Words.english(),
                    new Replies.Layout(with::splitter, wired.settings::longestReply, _ -> ""),
                    _ -> {},
                    Metrics.none());
            for (int i = 0; i < replies; i++) {
                FakeChannel channel = places.get(i % channels);
                String question = slack.mentions(ada, channel, "Tell me story " + i);
                UUID turn = UUID.randomUUID();
                SlackPlace place = new SlackPlace(channel.id(), question, question, ada.id(), slack.teamId(), null);
                growing.add(own.open(
                        new OpenReply(turn, SlackAddressing.PLATFORM, channel.id(), question, false),
                        new Author("slack", ada.id(), "Ada"),
                        new SlackTransport(with, place, turn)));
            }
            growing.start();
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> growing.areThere(writes()));
            growing.tell(
                    report, replies + " replies in " + channels + (channels == 1 ? " channel" : " channels"), writes());
            await().until(() -> slack.live().isEmpty());
            own.close(Duration.ofSeconds(5));
        }
        report.publish();
    }

    private List<Write> writes() {
        return slack.requests().stream()
                .filter(each -> each.method().startsWith("chat."))
                .map(each -> new Write(
                        EDITS.contains(each.method()),
                        each.status() == 429,
                        each.arguments().toString(),
                        each.at()))
                .toList();
    }
}
