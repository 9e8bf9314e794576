package dev.parley.bot.platform.slack.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages on the loopback's Slack: posted, streamed, changed, and told. */
final class FakeSlackTest {
    private final FakeSlack slack = FakeSlack.start(Pace.real().withAck(Duration.ofMinutes(1)));
    private final PlainClient client = new PlainClient(slack);
    private final FakeUser ada = slack.user("Ada");
    private final FakeChannel general = slack.channel("general");

    @AfterEach
    void close() {
        client.close();
        slack.close();
    }

    @Test
    void namesItselfAndItsScopes() {
        var answer = client.response(slack.botToken(), "auth.test");

        assertThat(Json.read(answer.body()).path("user_id").asText()).isEqualTo(slack.botUserId());
        assertThat(answer.headers().firstValue("x-oauth-scopes"))
                .get()
                .asString()
                .contains("chat:write");
    }

    @Test
    void tellsAMentionTwiceUnderTwoIds() {
        var socket = client.socket();

        var ts = slack.mentions(ada, general, "hello & <you>");

        await().untilAsserted(() -> assertThat(socket.envelopes()).hasSize(2));
        assertThat(socket.events())
                .extracting(event -> event.path("type").asText())
                .containsExactly("message", "app_mention");
        assertThat(socket.events()).allSatisfy(event -> {
            assertThat(event.path("ts").asText()).isEqualTo(ts);
            assertThat(event.path("text").asText()).isEqualTo("<@" + slack.botUserId() + "> hello &amp; &lt;you&gt;");
        });
        assertThat(slack.events()).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void spreadsEnvelopesOverTheSockets() {
        var one = client.socket();
        var two = client.socket();
        await().until(() -> slack.sockets() == 2);

        slack.says(ada, general, "a");
        slack.says(ada, general, "b");

        await().untilAsserted(() -> assertThat(one.envelopes()).hasSize(1));
        await().untilAsserted(() -> assertThat(two.envelopes()).hasSize(1));
    }

    @Test
    void keepsWhatTheBotPosts() {
        client.post(general, "1 &lt; 2");

        assertThat(slack.messages(general)).singleElement().satisfies(message -> {
            assertThat(message.text()).isEqualTo("1 < 2");
            assertThat(message.isFromBot()).isTrue();
        });
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void noticesPreviewsThatNobodyWants() {
        client.call("chat.postMessage", "channel", general.id(), "text", "see https://example.org");

        assertThat(slack.violations()).hasSize(2);
    }

    @Test
    void noticesWhatCallsPeople() {
        client.post(general, "<!channel> and <https://evil.example|bank>");

        assertThat(slack.live()).hasSize(2);
    }

    @Test
    void refusesMarkdownBesideText() {
        assertThat(client.outcome("chat.postMessage", "channel", general.id(), "text", "a", "markdown_text", "b"))
                .isEqualTo("markdown_text_conflict");
    }

    @Test
    void refusesChannelsThatTheBotIsNotIn() {
        var elsewhere = slack.channelWithoutBot("elsewhere");

        assertThat(client.post(elsewhere, "hi")).isEqualTo("not_in_channel");
    }

    @Test
    void letsOnlyItsOwnMessagesBeChanged() {
        var ts = slack.says(ada, general, "mine");

        assertThat(client.outcome("chat.update", "channel", general.id(), "ts", ts, "text", "yours"))
                .isEqualTo("cant_update_message");
    }

    @Test
    void streamsIntoAThread() {
        var question = slack.mentions(ada, general, "tell me");
        var ts = client.call(
                        "chat.startStream",
                        "channel",
                        general.id(),
                        "thread_ts",
                        question,
                        "recipient_user_id",
                        ada.id(),
                        "recipient_team_id",
                        slack.teamId())
                .path("ts")
                .asText();
        client.call("chat.appendStream", "channel", general.id(), "ts", ts, "markdown_text", "one ");

        assertThat(client.outcome("chat.update", "channel", general.id(), "ts", ts, "text", "x"))
                .isEqualTo("streaming_state_conflict");
        client.call("chat.stopStream", "channel", general.id(), "ts", ts, "markdown_text", "two");

        assertThat(slack.thread(general, question)).last().satisfies(message -> {
            assertThat(message.text()).isEqualTo("one two");
            assertThat(message.streaming()).isEqualTo(Streaming.DONE);
        });
    }

    @Test
    void asksForTheRecipientInChannels() {
        var question = slack.mentions(ada, general, "tell me");

        assertThat(client.outcome("chat.startStream", "channel", general.id(), "thread_ts", question))
                .isEqualTo("missing_recipient_user_id");
    }

    @Test
    void noticesAMarkThatComesInTwoParts() {
        var direct = slack.direct(ada);
        var question = slack.says(ada, direct, "hi");
        var ts = client.call(
                        "chat.startStream", "channel", direct.id(), "thread_ts", question, "markdown_text", "<!cha")
                .path("ts")
                .asText();
        client.call("chat.appendStream", "channel", direct.id(), "ts", ts, "markdown_text", "nnel>");

        assertThat(slack.live()).singleElement().asString().contains("<!channel>");
    }

    @Test
    void endsAStreamByFault() {
        var direct = slack.direct(ada);
        var question = slack.says(ada, direct, "hi");
        var ts = client.call("chat.startStream", "channel", direct.id(), "thread_ts", question)
                .path("ts")
                .asText();

        slack.faults().killStream(direct, ts);

        assertThat(client.outcome("chat.appendStream", "channel", direct.id(), "ts", ts, "markdown_text", "x"))
                .isEqualTo("message_not_in_streaming_state");
    }

    @Test
    void knowsNoOtherMethods() {
        assertThat(client.outcome("chat.shout")).isEqualTo("unknown_method");
    }
}
