package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose answers get lost, and calls that fail for a while: nothing is said twice, and nothing is lost. */
final class SlackLostAnswersTest extends SlackTrouble {
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
}
