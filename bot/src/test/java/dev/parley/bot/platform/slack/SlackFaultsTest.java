package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong on the way: afterwards each message has one finished reply, or one visible reason. */
final class SlackFaultsTest extends SlackTest {
    private static final int TOKENS = 1000;
    private static final Duration SHORT_OUTAGE = Duration.ofSeconds(2);

    /** Events that were not acknowledged come again within seconds. */
    @Override
    Pace pace() {
        return new Pace(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                List.of(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(20)),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2));
    }

    private void begin(int tokens) throws InterruptedException {
        go(
                world.bot(tokens),
                settings(Map.of()),
                new SlackBot.Times(SlackWeb.MINUTE, SlackMessaging.STREAM_LIFE, Wired.RHYTHM));
    }

    /** A question whose reply comes slowly; answers its time stamp. */
    private String askSlowly() throws InterruptedException {
        world.engineSlow(true);
        begin(TOKENS);
        return slack.mentions(ada, general, "Tell me a story");
    }

    private String streamed() throws InterruptedException {
        String asked = askSlowly();
        streaming(general, asked);
        return asked;
    }

    private StoredMessage only(String asked) {
        return await().until(() -> own(slack.thread(general, asked)), each -> !each.isEmpty())
                .getFirst();
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollInterval(50, TimeUnit.MILLISECONDS).until(() -> System.nanoTime() - end > 0);
    }

    private long lost(String method) {
        return slack.requests(method).stream()
                .filter(each -> each.status() == 0)
                .count();
    }

    @Test
    void goesOnInTheSameMessageWhenItsStreamDies() throws InterruptedException {
        String asked = streamed();
        slack.faults().killStream(general, streaming(general, asked).ts());
        world.engineSlow(false);

        wholeAndOnce(general, asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"chat.postMessage", "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.delete"})
    void doesNothingTwiceWhenAnAnswerGetsLost(String method) throws InterruptedException {
        slack.faults().loseAnswer(method, 1);
        String asked = askSlowly();
        await().until(() -> !slack.requests("chat.startStream").isEmpty());
        if (method.equals("chat.appendStream")) {
            await().until(() -> lost(method) == 1);
        }
        world.engineSlow(false);

        wholeAndOnce(general, asked);
        assertThat(lost(method)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.postMessage", "chat.update"})
    void doesNothingTwiceInDirectMessages(String method) throws InterruptedException {
        slack.faults().loseAnswer(method, 1);
        world.engineSlow(true);
        begin(TOKENS);
        FakeChannel direct = slack.direct(ada);
        slack.says(ada, direct, "Tell me a story");
        await().until(() -> !slack.requests("chat.update").isEmpty());
        world.engineSlow(false);

        StoredMessage reply = finished(direct, 1);
        nothingIsOpen();
        saysAll(reply, history(direct(direct)).getLast());
        assertThat(own(slack.messages(direct))).hasSize(1);
        assertThat(lost(method)).isEqualTo(1);
    }

    @Test
    void getsOverAnOutageInTheMiddleOfAStream() throws InterruptedException {
        String asked = streamed();
        slack.faults().fail("*", 503);
        String second = slack.mentions(ada, general, "In the middle of it");
        pass(SHORT_OUTAGE);
        world.engineSlow(false);
        pass(SHORT_OUTAGE);
        slack.faults().heal();

        wholeAndOnce(general, asked);
        wholeAndOnce(general, second);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"chat.postMessage", "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.delete"})
    void getsOverAMethodThatFails(String method) throws InterruptedException {
        slack.faults().fail(method, 503, 2);
        String asked = askSlowly();
        await().until(() -> !slack.requests(inTheMiddle(method)).isEmpty());
        world.engineSlow(false);

        wholeAndOnce(general, asked);
        assertThat(slack.requests(method)).anyMatch(each -> each.status() == 503);
    }

    /** What shows that the reply is as far as the method is first called. */
    private static String inTheMiddle(String method) {
        return method.matches("chat[.](stopStream|delete)") ? "chat.appendStream" : method;
    }

    @Test
    void getsOverChangesThatFail() throws InterruptedException {
        slack.faults().streaming(false);
        slack.faults().fail("chat.update", 503, 2);
        String asked = askSlowly();
        await().until(() -> slack.requests("chat.update").size() > 2);
        world.engineSlow(false);

        wholeAndOnce(general, asked);
    }

    @Test
    void answersWhoIsNotKnown() throws InterruptedException {
        slack.faults().fail("users.info", 503);
        begin(TOKENS);

        wholeAndOnce(general, slack.mentions(ada, general, "Tell me a story"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.postMessage", "chat.appendStream"})
    void waitsAsLongAsSlackSays(String method) throws InterruptedException {
        slack.faults().rateLimit(method, 2, 1);
        String asked = askSlowly();
        await().until(() -> slack.requests("chat.appendStream").size() > 1);
        world.engineSlow(false);

        wholeAndOnce(general, asked);
        ordered429 = 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"channel_type_not_supported", "feature_disabled"})
    void goesByChangesWhereThereAreNoStreams(String error) throws InterruptedException {
        slack.faults().streaming(error);
        String asked = askSlowly();
        await().until(() -> slack.requests("chat.update").size() > 1);
        String next = slack.mentions(ada, general, "And another one");
        await().until(() -> slack.requests("chat.update").stream()
                        .map(each -> each.argument("ts"))
                        .distinct()
                        .count()
                == 2);
        world.engineSlow(false);

        wholeAndOnce(general, asked);
        wholeAndOnce(general, next);
        assertThat(slack.requests("chat.startStream")).hasSize(1);
    }

    @Test
    void goesOnWithoutBlocksOfMarkdown() throws InterruptedException {
        slack.faults().markdownBlocks(false);
        begin(TOKENS);
        String asked = slack.mentions(ada, general, "Tell me a story");
        finished(general, asked, 1);
        nothingIsOpen();
        long refused = notTaken();
        String again = slack.mentions(ada, general, "And another one");

        StoredMessage reply = finished(general, again, 1);
        assertThat(reply.blocks().toString()).contains("\"section\"").doesNotContain("\"markdown\"");
        assertThat(notTaken()).isEqualTo(refused);
    }

    private long notTaken() {
        return slack.requests().stream()
                .filter(each -> each.outcome().equals("invalid_blocks"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsWhoAskedWhenItCanNoLongerWrite(boolean archived) throws InterruptedException {
        String asked = streamed();
        if (archived) {
            slack.archive(general);
        } else {
            slack.kick(general);
        }
        world.engineSlow(false);

        FakeChannel direct = slack.direct(ada);
        assertThat(await().until(() -> own(slack.messages(direct)), own -> own.size() == 1)
                        .getFirst()
                        .text())
                .contains("can no longer write where you asked");
        nothingIsOpen();
        assertThat(own(slack.thread(general, asked))).isNotEmpty();
    }

    @Test
    void finishesAReplyWhileNoSocketIsLetIn() throws InterruptedException {
        String asked = streamed();
        slack.faults().socketsOpen(false);
        slack.faults().connections(false);
        slack.faults().dropSockets();
        world.engineSlow(false);
        wholeAndOnce(general, asked);
        String meanwhile = slack.mentions(ada, general, "Are you there?");
        slack.faults().connections(true);
        pass(Duration.ofSeconds(1));
        slack.faults().socketsOpen(true);

        wholeAndOnce(general, meanwhile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"warning", "refresh_requested"})
    void losesNothingWhenASocketHasToGo(String reason) throws InterruptedException {
        begin(12);
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            asked.add(slack.mentions(ada, general, "Question " + i));
            if (i % 2 == 0) {
                slack.disconnect(reason);
            }
        }

        asked.forEach(each -> wholeAndOnce(general, each));
        assertThat(slack.lost()).isEmpty();
    }

    @Test
    void saysHowToMendItWhenSocketModeIsSwitchedOff() throws InterruptedException {
        begin(12);
        slack.disconnect("link_disabled");

        assertThat(bot.lost().join()).contains("Socket Mode is switched off", "https://api.slack.com/apps");
    }

    @ParameterizedTest
    @CsvSource({"token_revoked, SLACK_BOT_TOKEN", "account_inactive, install the app again"})
    void goesOnWithAGoodTokenAfterOneThatWasRevoked(String error, String mend) throws InterruptedException {
        String asked = streamed();
        slack.faults().revokeToken(error);
        assertThat(bot.lost().join()).contains(mend);
        bot.close();
        slack.faults().restoreToken();
        world.engineSlow(false);
        begin(TOKENS);

        wholeAndOnce(general, asked);
    }

    @Test
    void answersASecondQuestionBesideAStream() throws InterruptedException {
        String asked = streamed();
        String second = slack.mentions(ada, general, "Wait for it");
        assertThat(only(second).streaming()).isEqualTo(StoredMessage.Streaming.NONE);
        world.engineSlow(false);

        wholeAndOnce(general, asked);
        wholeAndOnce(general, second);
    }
}
