package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.Ack;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However often, by whatever way and in whatever order events come: each message is covered by one reply. */
final class SlackDeliveryTest extends SlackTest {
    private static final int CHANNELS = 5;
    private static final int THREADS = 25;
    private static final int MESSAGES = 500;
    private static final int PEOPLE = 3;
    private static final Duration PATIENT = Duration.ofSeconds(100);
    private static final Duration MINUTE = Duration.ofSeconds(2);
    private static final Duration OURS = Duration.ofMillis(2500);

    /** What is allowed is not what these tests are about. */
    @Override
    Pace pace() {
        return super.pace().withWindow(MINUTE);
    }

    private void begin(int tokens, int longestLine) throws InterruptedException {
        go(
                world.bot(tokens, 4, longestLine),
                settings(Map.of()),
                new SlackBot.Times(OURS, SlackMessaging.STREAM_LIFE, Rhythm.usual()));
    }

    private void redeliver(int times) {
        int before = slack.acks().size();
        List<String> events = slack.events();
        for (int i = 0; i < times; i++) {
            events.forEach(slack::redeliver);
        }
        await().until(() -> slack.acks().size() >= before + times * events.size());
    }

    @Test
    void answersAMentionOnceHoweverOftenItComes() throws InterruptedException {
        begin(12, 100);
        String asked = slack.mentions(ada, general, "Hello");
        assertThat(slack.events()).hasSize(2);
        redeliver(3);
        // For a moment there are two sockets.
        slack.disconnect("refresh_requested");
        redeliver(3);
        StoredMessage reply = wholeAndOnce(general, asked);
        redeliver(1);
        bot.close();
        begin(12, 100);
        redeliver(3);

        assertThat(wholeAndOnce(general, asked)).usingRecursiveComparison().isEqualTo(reply);
        assertThat(slack.requests("chat.postMessage")).hasSize(1);
    }

    @Test
    void coversAThousandShuffledEventsOnceEach() throws InterruptedException {
        List<FakeChannel> channels = IntStream.range(0, CHANNELS)
                .mapToObj(each -> slack.channel("channel-" + each))
                .toList();
        List<FakeUser> people = IntStream.range(0, PEOPLE)
                .mapToObj(each -> slack.user("person" + each))
                .toList();
        begin(1, MESSAGES);
        List<String> threads = new ArrayList<>();
        slack.faults().hold();
        world.engineAway(true);
        for (int i = 0; i < MESSAGES; i++) {
            FakeChannel channel = channels.get(i % THREADS % CHANNELS);
            String text = "<@" + slack.botUserId() + "> " + i;
            String thread = i < THREADS ? "" : threads.get(i % THREADS);
            String ts = slack.says(people.get(i / THREADS % PEOPLE), channel, text, thread);
            if (i < THREADS) {
                threads.add(ts);
            }
        }
        List<String> events = slack.events();
        assertThat(events).hasSize(2 * MESSAGES);
        slack.faults().releaseShuffled(new Random(5));
        await().atMost(PATIENT)
                .until(() -> slack.acks().stream()
                        .map(Ack::eventId)
                        .collect(Collectors.toSet())
                        .containsAll(events));
        world.engineAway(false);
        await().atMost(PATIENT)
                .until(() -> world.database().inbox().unfinished().isEmpty()
                        && world.database().openReplies().ended("slack").isEmpty());

        List<Integer> covered = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            FakeChannel channel = channels.get(i % CHANNELS);
            List<Turn> turns = history(thread(channel, threads.get(i)));
            List<Turn> asked =
                    turns.stream().filter(each -> each.role() == Role.USER).toList();
            // The first may have been begun before earlier ones came; a time stamp is a part of the id.
            assertThat(asked.stream().skip(1).map(Turn::externalId)).isSorted();
            List<List<Integer>> questions = asked.stream()
                    .map(each -> each.text().lines().map(Integer::valueOf).toList())
                    .toList();
            assertThat(questions).allSatisfy(each -> assertThat(each).isSorted());
            assertThat(questions.stream().skip(1).map(List::getFirst)).isSorted();
            assertThat(own(slack.thread(channel, threads.get(i)))).hasSameSizeAs(questions);
            assertThat(turns).hasSize(2 * questions.size());
            questions.forEach(covered::addAll);
        }
        assertThat(covered)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, MESSAGES).boxed().toList());
    }
}
