package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.Reply;
import dev.parley.persistence.Finish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many replies at Discord's real limits, through the real JDA: five posts and five edits in five seconds in a channel, 50
 * requests a second in all. Their texts come from the test; what counts is when the server has them.
 */
final class PacingTest extends DiscordTest {
    private static final int REPLIES = 20;
    private static final int AT_FIRST = 7;
    private static final Duration SHARE = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(2);
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final long BEAT = 50;

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final Set<Streaming> streaming = ConcurrentHashMap.newKeySet();
    private volatile long hiccup;
    private long lastBeat = System.nanoTime();
    private OwnReplies own;

    /** A reply whose text grows. */
    private final class Streaming {
        private final FakeChannel place;
        private final Reply reply;
        private final StringBuilder text = new StringBuilder();
        private final String name;
        private Instant due = Instant.MAX;

        private Streaming(FakeChannel place, int number) {
            this.place = place;
            name = "reply " + number + ":";
            text.append(name);
            reply = own.open(place);
            streaming.add(this);
        }

        private synchronized void grow() {
            if (due.equals(Instant.MAX)) {
                text.append(" word");
                reply.show(text.toString());
            }
        }

        private synchronized void end() {
            due = Instant.now();
            reply.complete(Outcomes.of(Finish.STOP));
        }

        private SentMessage message() {
            return discord.ownMessages(place).stream()
                    .filter(each -> each.content().startsWith(name))
                    .findFirst()
                    .orElse(null);
        }

        private boolean isShown() {
            SentMessage shown = message();
            return shown != null && shown.components().toString().contains("regenerate");
        }

        private Instant shownAt() {
            SentMessage shown = message();
            return shown.edits().isEmpty()
                    ? shown.created()
                    : shown.edits().getLast().at();
        }
    }

    @BeforeEach
    void connect() {
        own = new OwnReplies(discord, settings(discord.token(), Map.of()), world.database());
        var _ = clock.scheduleAtFixedRate(this::beat, BEAT, BEAT, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void disconnect() {
        clock.shutdownNow();
        own.close();
    }

    /** The longest that this machine let a thread wait which had nothing to wait for. */
    private void beat() {
        long now = System.nanoTime();
        hiccup = Math.max(hiccup, now - lastBeat - TimeUnit.MILLISECONDS.toNanos(BEAT));
        lastBeat = now;
        streaming.forEach(Streaming::grow);
    }

    private static void awaitAll(List<Streaming> all) {
        await().atMost(PATIENT).until(() -> all.stream().allMatch(Streaming::isShown));
    }

    private void isWholeAndInTime(List<Streaming> ended) {
        var inOrder =
                ended.stream().sorted(Comparator.comparing(Streaming::shownAt)).toList();
        for (int i = 1; i <= inOrder.size(); i++) {
            Streaming each = inOrder.get(i - 1);
            assertThat(each.message().content()).isEqualTo(each.text.toString());
            assertThat(Duration.between(each.due, each.shownAt()))
                    .as("end %d of %d; the machine itself was away for %d ms", i, inOrder.size(), hiccup / 1_000_000)
                    .isLessThan(SLACK.plus(SHARE.multipliedBy(i)).plusNanos(hiccup));
        }
    }

    @Test
    void endsAreInTimeWhileTwentyRepliesStreamInOneChannel() throws InterruptedException {
        own.awaitReady(channel);
        var all = new ArrayList<Streaming>();
        for (int i = 0; i < REPLIES; i++) {
            all.add(new Streaming(channel, i));
        }
        var first = all.subList(0, AT_FIRST);
        await().atMost(PATIENT).until(() -> first.stream().allMatch(each -> each.message() != null));
        first.forEach(Streaming::end);
        awaitAll(first);
        var others = all.subList(AT_FIRST, REPLIES);
        others.forEach(Streaming::end);
        awaitAll(others);

        isWholeAndInTime(first);
        isWholeAndInTime(others);
        assertThat(discord.ownMessages(channel)).hasSize(REPLIES);
    }

    @Test
    void manyChannelsTogetherStayBelowWhatIsAllowedInAll() throws InterruptedException {
        var channels = new ArrayList<FakeChannel>();
        for (int i = 0; i < 60; i++) {
            channels.add(discord.channel(guild, 2_000_000 + i, "channel-" + i));
        }
        own.awaitReady(channels.getLast());
        var all = new ArrayList<Streaming>();
        for (int i = 0; i < channels.size(); i++) {
            all.add(new Streaming(channels.get(i), i));
        }
        await().atMost(PATIENT).until(() -> all.stream().allMatch(each -> each.message() != null));
        all.forEach(Streaming::end);
        awaitAll(all);

        assertThat(new HashSet<>(
                        all.stream().map(each -> each.message().content()).toList()))
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(each -> each.text.toString()).toList());
    }
}
