package dev.parley.bot.platform.slack;

import static org.awaitility.Awaitility.await;

import dev.parley.bot.bench.Report;
import dev.parley.bot.platform.slack.fake.Ack;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * From an envelope to its acknowledgement, which comes when what it brought is in the database's file, while replies are
 * being written; the engine itself says little meanwhile.
 */
@Tag("bench")
@Timeout(600)
final class SlackAckBenchTest extends SlackTest {
    private static final int REPLIES = 50;
    private static final int CHANNELS = 10;
    private static final int MESSAGES = 500;
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final double MOST_MILLIS = 200;

    @Test
    void envelopesAreAcknowledgedAtOnce() throws Exception {
        Report report = new Report("Slack: envelope in to acknowledgement out, under " + REPLIES + " replies");
        List<FakeChannel> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            channels.add(slack.channel("channel-" + i));
        }
        world.engineSlow(true);
        go(world.bot(1000, REPLIES, 1000));
        List<String> threads = new ArrayList<>();
        for (int i = 0; i < REPLIES; i++) {
            threads.add(slack.mentions(ada, channels.get(i % CHANNELS), "Tell me story " + i));
        }
        for (int i = 0; i < REPLIES; i++) {
            FakeChannel channel = channels.get(i % CHANNELS);
            String thread = threads.get(i);
            await().until(() -> !own(slack.thread(channel, thread)).isEmpty());
        }
        int before = slack.events().size();
        for (int i = 0; i < MESSAGES; i++) {
            String text = (i % 2 == 0 ? "<@" + slack.botUserId() + "> " : "") + "And then? " + i;
            slack.says(ada, channels.get(i % REPLIES % CHANNELS), text, threads.get(i % REPLIES));
            long next = System.nanoTime() + BETWEEN.toNanos();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> System.nanoTime() - next > 0);
        }
        List<String> events = slack.events();
        Set<String> measured = Set.copyOf(events.subList(before, events.size()));
        await().until(() -> acks(measured).size() == measured.size());
        double[] millis = acks(measured).values().stream()
                .mapToDouble(each -> each.toNanos() / 1e6)
                .toArray();
        Arrays.sort(millis);
        report.figure("envelopes", millis.length, "")
                .figure("envelope to acknowledgement, p50", millis[millis.length / 2], "ms")
                .figure("p90", millis[millis.length * 9 / 10], "ms")
                .figure("longest", millis[millis.length - 1], "ms")
                .atMost("p99", millis[millis.length * 99 / 100], MOST_MILLIS)
                .publish();
    }

    private Map<String, Duration> acks(Set<String> events) {
        return slack.acks().stream()
                .filter(each -> events.contains(each.eventId()))
                .collect(Collectors.toMap(Ack::eventId, Ack::delay, (first, _) -> first));
    }
}
