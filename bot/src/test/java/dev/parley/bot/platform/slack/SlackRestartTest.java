package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one run leaves, the next one finishes, in the messages that are there. */
final class SlackRestartTest extends SlackTest {
    private static final int TOKENS = 1000;
    private static final List<String> WRITES = List.of(
            "chat.postMessage",
            "chat.startStream",
            "chat.appendStream",
            "chat.stopStream",
            "chat.update",
            "chat.delete",
            "conversations.replies");

    private StoredMessage begun(String asked) {
        return await().until(() -> own(slack.thread(general, asked)), each -> !each.isEmpty())
                .getFirst();
    }

    private String askSlowly() throws InterruptedException {
        world.engineSlow(true);
        go(world.bot(TOKENS));
        return slack.mentions(ada, general, "Tell me a long story");
    }

    /** Slack takes nothing any more: what the bot would still say at its end is not said, as after a crash. */
    private void cutOff() {
        WRITES.forEach(each -> slack.faults().fail(each, 503));
    }

    private void crash() {
        cutOff();
        bot.close();
        slack.faults().heal();
    }

    private void restart() throws InterruptedException {
        world.engineAway(false);
        world.engineSlow(false);
        go(world.bot(TOKENS));
    }

    @Test
    void goesOnInTheMessageThatIsThere() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(TOKENS));
        String asked = slack.mentions(ada, general, "Hello");
        StoredMessage begun = begun(asked);
        bot.close();
        assertThat(begun(asked).text()).contains("Parley is leaving");
        restart();

        assertThat(wholeAndOnce(general, asked).ts()).isEqualTo(begun.ts());
    }

    @Test
    void goesOnInDirectMessages() throws InterruptedException {
        FakeChannel direct = slack.direct(ada);
        world.engineAway(true);
        go(world.bot(TOKENS));
        slack.says(ada, direct, "Hello");
        await().until(() -> own(slack.messages(direct)).size() == 1);
        crash();
        restart();

        StoredMessage reply = finished(direct, 1);
        nothingIsOpen();
        saysAll(reply, history(direct(direct)).getLast());
        assertThat(own(slack.messages(direct))).hasSize(1);
    }

    @Test
    void goesOnWhereItWasStreamingWhenItLeft() throws InterruptedException {
        String asked = askSlowly();
        StoredMessage stream = streaming(general, asked);
        bot.close();
        assertThat(own(slack.thread(general, asked)))
                .extracting(StoredMessage::streaming)
                .doesNotContain(Streaming.LIVE);
        restart();

        assertThat(wholeAndOnce(general, asked).ts()).isEqualTo(stream.ts());
    }

    @Test
    void goesOnWithItsFirstMessageAfterACrash() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(TOKENS));
        String asked = slack.mentions(ada, general, "Hello");
        StoredMessage begun = begun(asked);
        crash();
        restart();

        assertThat(wholeAndOnce(general, asked).ts()).isEqualTo(begun.ts());
    }

    @Test
    void goesOnWithItsStreamAfterACrash() throws InterruptedException {
        String asked = askSlowly();
        StoredMessage stream = streaming(general, asked);
        crash();
        assertThat(streaming(general, asked).ts()).isEqualTo(stream.ts());
        restart();

        assertThat(wholeAndOnce(general, asked).ts()).isEqualTo(stream.ts());
    }

    @Test
    void goesOnWithAStreamThatSlackEndedMeanwhile() throws InterruptedException {
        String asked = askSlowly();
        StoredMessage stream = streaming(general, asked);
        crash();
        slack.faults().killStream(general, stream.ts());
        restart();

        assertThat(wholeAndOnce(general, asked).ts()).isEqualTo(stream.ts());
    }

    /** Between the call and its answer nobody knows whether it was done. */
    @ParameterizedTest
    @ValueSource(strings = {"chat.postMessage", "chat.startStream"})
    void findsWhatWasPostedJustBeforeACrash(String method) throws InterruptedException {
        slack.faults().loseAnswer(method, 1);
        WRITES.stream()
                .filter(each -> !method.equals("chat.startStream") || !each.equals("chat.postMessage"))
                .forEach(each -> slack.faults().fail(each, 503));
        String asked = askSlowly();
        await().until(() -> slack.requests(method).stream().anyMatch(each -> each.status() == 0));
        crash();
        restart();

        wholeAndOnce(general, asked);
        assertThat(slack.requests(method))
                .filteredOn(each -> each.status() != 503)
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.postMessage", "chat.startStream"})
    void postsWhatWasNotPostedBeforeACrash(String method) throws InterruptedException {
        slack.faults().hang(method, 1);
        String asked = askSlowly();
        await().until(() -> method.equals("chat.postMessage")
                ? !world.database().inbox().unfinished().isEmpty()
                : own(slack.thread(general, asked)).size() == 1
                        && history(thread(general, asked)).isEmpty());
        crash();
        restart();

        wholeAndOnce(general, asked);
    }

    @Test
    void showsTheEndOfAReplyThatWasStoredAndNotShown() throws InterruptedException {
        String asked = askSlowly();
        StoredMessage stream = streaming(general, asked);
        cutOff();
        world.engineSlow(false);
        await().until(() -> history(thread(general, asked)).size() == 2);
        crash();
        restart();

        assertThat(wholeAndOnce(general, asked).ts()).isEqualTo(stream.ts());
    }

    @Test
    void showsTheEndOfAReplyWhoseFirstMessageAloneIsThere() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(TOKENS));
        String asked = slack.mentions(ada, general, "Hello");
        StoredMessage begun = begun(asked);
        cutOff();
        world.engineAway(false);
        await().until(() -> history(thread(general, asked)).size() == 2);
        crash();
        restart();

        assertThat(wholeAndOnce(general, asked).ts()).isEqualTo(begun.ts());
    }

    @Test
    void showsTheReasonOfAReplyThatWasRefusedAndNotTold() throws InterruptedException {
        go(world.bot(TOKENS));
        cutOff();
        String asked = slack.mentions(ada, general, "");
        await().until(() -> world.database().openReplies().ended("slack").size() == 1);
        crash();
        restart();

        await().until(() -> own(slack.thread(general, asked)).stream()
                .anyMatch(each -> each.text().contains("nothing to answer")));
        nothingIsOpen();
    }
}
