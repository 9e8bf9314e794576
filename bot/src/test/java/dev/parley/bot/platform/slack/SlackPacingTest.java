package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many replies at once in one workspace, at Slack's limits in a shorter minute; no answer of 429 is allowed. */
final class SlackPacingTest extends SlackTest {
    private static final int REPLIES = 40;
    private static final int CHANNELS = 8;
    private static final Duration MINUTE = Duration.ofSeconds(10);
    private static final Duration OURS = Duration.ofMillis(10_500);

    @Override
    Pace pace() {
        return super.pace().withWindow(MINUTE);
    }

    @Test
    void allEndsAreThereAndWholeWhenFortyRepliesRunAtOnce() throws InterruptedException {
        List<FakeChannel> channels = IntStream.range(0, CHANNELS)
                .mapToObj(each -> slack.channel("channel-" + each))
                .toList();
        world.engineSlow(true);
        go(
                world.bot(200, 16, 200),
                settings(Map.of()),
                new SlackBot.Times(OURS, SlackMessaging.STREAM_LIFE, Rhythm.usual()));
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < REPLIES; i++) {
            asked.add(slack.mentions(ada, channels.get(i % CHANNELS), "Tell me story " + i));
        }

        for (int i = 0; i < REPLIES; i++) {
            wholeAndOnce(channels.get(i % CHANNELS), asked.get(i));
        }
        assertThat(slack.requests("chat.startStream")).isNotEmpty();
        assertThat(slack.requests("chat.update")).isNotEmpty();
    }
}
