package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong on the way: afterwards each message has one finished reply, or one visible reason. */
final class SlackFaultsTest extends SlackTrouble {
    @Test
    void goesOnInTheSameMessageWhenItsStreamDies() throws InterruptedException {
        String asked = streamed();
        slack.faults().killStream(general, streaming(general, asked).ts());
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
