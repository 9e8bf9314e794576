package dev.parley.bot.platform.slack.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Web API's manners on the loopback: tokens, arguments, limits, and what can go wrong. */
final class FakeWebApiTest {
    private final FakeSlack slack =
            FakeSlack.start(Pace.real().withWindow(Duration.ofMinutes(10)).withStream(Duration.ofMillis(50)));
    private final PlainClient client = new PlainClient(slack);
    private final FakeUser ada = slack.user("Ada");
    private final FakeChannel general = slack.channel("general");

    @AfterEach
    void close() {
        client.close();
        slack.close();
    }

    @Test
    void refusesAnotherToken() {
        assertThat(client.response("xoxb-wrong", "auth.test").body()).contains("invalid_auth");
    }

    @Test
    void opensSocketsOnlyByTheTokenForIt() {
        assertThat(client.outcome("apps.connections.open")).isEqualTo("not_allowed_token_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token_revoked", "account_inactive", "invalid_auth"})
    void revokesTheToken(String error) {
        slack.faults().revokeToken(error);

        assertThat(client.outcome("auth.test")).isEqualTo(error);
    }

    @Test
    void namesTheScopeThatIsMissing() {
        slack.faults().withoutScope("chat:write.customize");

        var answer = client.call(
                "chat.postMessage",
                "channel",
                general.id(),
                "text",
                "hi",
                "username",
                "Pirate",
                "unfurl_links",
                "0",
                "unfurl_media",
                "0");

        assertThat(answer.path("error").asText()).isEqualTo("missing_scope");
        assertThat(answer.path("needed").asText()).isEqualTo("chat:write.customize");
    }

    @Test
    void asksForScopesByTheKindOfChannel() {
        slack.faults().withoutScope("groups:history");
        var secret = slack.privateChannel("secret");

        assertThat(client.outcome("conversations.history", "channel", secret.id()))
                .isEqualTo("missing_scope");
        assertThat(client.outcome("conversations.history", "channel", general.id()))
                .isEqualTo("ok");
    }

    @Test
    void noticesUnknownAndMissingArguments() {
        assertThat(client.outcome("chat.delete", "channel", general.id(), "when", "now"))
                .isEqualTo("invalid_arguments");

        assertThat(slack.violations()).hasSize(2);
    }

    @Test
    void noticesATokenInTheAddress() {
        client.send(HttpRequest.newBuilder(URI.create(slack.apiUrl() + "/auth.test?token=" + slack.botToken()))
                .GET()
                .build());

        assertThat(slack.violations()).singleElement().asString().contains("address");
    }

    @Test
    void refusesOtherContentTypes() {
        var answer = client.send(HttpRequest.newBuilder(URI.create(slack.apiUrl() + "/auth.test"))
                .header("Authorization", "Bearer " + slack.botToken())
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString("<a/>"))
                .build());

        assertThat(answer.body()).contains("invalid_post_type");
    }

    @Test
    void takesJsonWhereTheReferenceDoes() {
        var answer = client.json("chat.postMessage", """
                {"channel": "%s", "text": "hi", "unfurl_links": false, "unfurl_media": false,
                 "metadata": {"event_type": "answer", "event_payload": {"id": "1"}}}""".formatted(general.id()));

        assertThat(answer.path("ok").asBoolean()).isTrue();
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void takesNoJsonForWhatReads() {
        client.json("users.info", "{\"user\": \"" + ada.id() + "\"}");

        assertThat(slack.violations()).first().asString().contains("forms");
    }

    @Test
    void limitsAMethodForTheWholeWorkspace() {
        for (int i = 0; i < 20; i++) {
            client.call("usergroups.list");
        }

        var answer = client.response(slack.botToken(), "usergroups.list");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("ratelimited");
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 600);
        assertThat(slack.refusals429()).isEqualTo(1);
    }

    @Test
    void limitsPostsForEachChannel() {
        var other = slack.channel("other");
        for (int i = 0; i < 3; i++) {
            client.post(general, "hi");
        }

        assertThat(client.post(general, "hi")).isEqualTo("ratelimited");
        assertThat(client.post(other, "hi")).isNotEqualTo("ratelimited");
    }

    @Test
    void noticesWhoComesBackTooSoon() {
        slack.faults().rateLimit("auth.test", 60, 1);
        client.outcome("auth.test");

        await().untilAsserted(() -> {
            client.outcome("auth.test");
            assertThat(slack.violations()).isNotEmpty();
        });
    }

    @Test
    void failsAsOftenAsOrdered() {
        slack.faults().fail("auth.test", 503, 1);

        assertThat(client.response(slack.botToken(), "auth.test").statusCode()).isEqualTo(503);
        assertThat(client.outcome("auth.test")).isEqualTo("ok");
    }

    @Test
    void losesAnAnswerAfterTheEffect() {
        slack.faults().loseAnswer("chat.postMessage", 1);

        assertThatThrownBy(() -> client.post(general, "hi")).isInstanceOf(UncheckedIOException.class);
        assertThat(slack.messages(general)).hasSize(1);
    }

    @Test
    void endsAStreamThatIsTooOld() {
        var direct = slack.direct(ada);
        var question = slack.says(ada, direct, "hi");
        var ts = client.call("chat.startStream", "channel", direct.id(), "thread_ts", question)
                .path("ts")
                .asText();

        await().untilAsserted(() -> assertThat(client.outcome("chat.stopStream", "channel", direct.id(), "ts", ts))
                .isNotEqualTo("ok"));
        assertThat(client.outcome("chat.update", "channel", direct.id(), "ts", ts, "text", "fine"))
                .isEqualTo("ok");
    }

    @Test
    void tellsWhereStreamsAreUnknown() {
        slack.faults().streaming(false);
        var direct = slack.direct(ada);
        var question = slack.says(ada, direct, "hi");

        assertThat(client.outcome("chat.startStream", "channel", direct.id(), "thread_ts", question))
                .isEqualTo("channel_type_not_supported");
    }

    @Test
    void refusesBlocksThatSlackWouldRefuse() {
        var blocks =
                "[{\"type\": \"section\", \"text\": {\"type\": \"mrkdwn\", \"text\": \"" + "x".repeat(3001) + "\"}}]";

        assertThat(client.outcome("chat.postMessage", "channel", general.id(), "text", "x", "blocks", blocks))
                .isEqualTo("invalid_blocks");
    }

    @Test
    void refusesMarkdownBlocksWhereTheyAreUnknown() {
        slack.faults().markdownBlocks(false);
        var blocks = "[{\"type\": \"markdown\", \"text\": \"**a**\"}]";

        assertThat(client.outcome("chat.postMessage", "channel", general.id(), "text", "x", "blocks", blocks))
                .isEqualTo("invalid_blocks");
    }

    @Test
    void showsMetadataOnlyWhenAsked() {
        var ts = slack.says(ada, general, "question");
        client.json("chat.postMessage", """
                {"channel": "%s", "text": "answer", "thread_ts": "%s", "unfurl_links": false, "unfurl_media": false,
                 "metadata": {"event_type": "answer", "event_payload": {"id": "7"}}}""".formatted(general.id(), ts));

        var with =
                client.call("conversations.replies", "channel", general.id(), "ts", ts, "include_all_metadata", "true");
        var without = client.call("conversations.replies", "channel", general.id(), "ts", ts);

        assertThat(with.path("messages")
                        .path(1)
                        .path("metadata")
                        .path("event_type")
                        .asText())
                .isEqualTo("answer");
        assertThat(without.path("messages").path(1).has("metadata")).isFalse();
    }

    @Test
    void turnsThePagesOfAThread() {
        var ts = slack.says(ada, general, "head");
        for (int i = 0; i < 3; i++) {
            slack.says(ada, general, "reply " + i, ts);
        }

        var first = client.call("conversations.replies", "channel", general.id(), "ts", ts, "limit", "3");
        var cursor = first.path("response_metadata").path("next_cursor").asText();
        var second =
                client.call("conversations.replies", "channel", general.id(), "ts", ts, "limit", "3", "cursor", cursor);

        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(second.path("messages"))
                .singleElement()
                .satisfies(message -> assertThat(message.path("text").asText()).isEqualTo("reply 2"));
    }

    @Test
    void givesFilesOnlyForTheToken() {
        slack.shares(ada, general, "look", "", FakeFile.text("notes.txt", "secret"));
        var address = URI.create(slack.messages(general)
                .getFirst()
                .files()
                .path(0)
                .path("url_private_download")
                .asText());

        var with = client.send(HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + slack.botToken())
                .build());
        var without = client.send(HttpRequest.newBuilder(address).build());

        assertThat(with.body()).isEqualTo("secret");
        assertThat(without.statusCode()).isEqualTo(200);
        assertThat(without.headers().firstValue("Content-Type"))
                .get()
                .asString()
                .startsWith("text/html");
    }

    @Test
    void takesAFileInThreeSteps() {
        var ts = slack.says(ada, general, "give me a file");
        var announced = client.call("files.getUploadURLExternal", "filename", "a.md", "length", "3");
        client.send(
                HttpRequest.newBuilder(URI.create(announced.path("upload_url").asText()))
                        .POST(BodyPublishers.ofString("abc"))
                        .build());
        client.call(
                "files.completeUploadExternal",
                "files",
                "[{\"id\": \"" + announced.path("file_id").asText() + "\", \"title\": \"A\"}]",
                "channel_id",
                general.id(),
                "thread_ts",
                ts);

        assertThat(slack.uploads()).singleElement().satisfies(upload -> {
            assertThat(upload.bytes()).asString().isEqualTo("abc");
            assertThat(upload.threadTs()).isEqualTo(ts);
        });
        assertThat(slack.thread(general, ts)).hasSize(2);
    }

    @Test
    void keepsTheBlocksOfAnUpdateByTextAlone() {
        var blocks = "[{\"type\": \"section\", \"text\": {\"type\": \"mrkdwn\", \"text\": \"old\"}}]";
        var ts = client.call("chat.postMessage", "channel", general.id(), "text", "old", "blocks", blocks)
                .path("ts")
                .asText();

        client.call("chat.update", "channel", general.id(), "ts", ts, "text", "new");

        assertThat(slack.messages(general).getFirst().text()).isEqualTo("old");
    }
}
