package dev.parley.bot.platform.slack.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets on the loopback: let in, warned, closed; and what is not acknowledged comes again. */
final class FakeSocketModeTest {
    private final FakeSlack slack = FakeSlack.start(Pace.real().faster(50).withAck(Duration.ofMinutes(1)));
    private final PlainClient client = new PlainClient(slack);
    private final FakeUser ada = slack.user("Ada");
    private final FakeChannel general = slack.channel("general");

    @AfterEach
    void close() {
        client.close();
        slack.close();
    }

    @Test
    void greetsASocket() {
        var socket = client.socket();

        await().untilAsserted(() -> assertThat(socket.received).first().satisfies(hello -> {
            assertThat(hello.path("type").asText()).isEqualTo("hello");
            assertThat(hello.path("num_connections").asInt()).isEqualTo(1);
            assertThat(hello.path("connection_info").path("app_id").asText()).isEqualTo(slack.appId());
        }));
    }

    @Test
    void letsATicketInOnce() {
        var address = URI.create(client.socketAddress());
        try (var http = HttpClient.newHttpClient()) {
            http.newWebSocketBuilder()
                    .buildAsync(address, new PlainSocket(true))
                    .join();
            var second = new PlainSocket(true);
            http.newWebSocketBuilder().buildAsync(address, second).join();

            await().until(() -> second.closed);
            http.shutdownNow();
        }
        assertThat(slack.violations()).singleElement().asString().contains("ticket");
    }

    @Test
    void sendsAgainWhatNobodyAcknowledges() {
        try (var hasty = FakeSlack.start(Pace.real().faster(100).withAck(Duration.ofMillis(200)));
                var silent = new PlainClient(hasty)) {
            var socket = silent.socket(false);
            await().until(() -> hasty.sockets() == 1);

            hasty.says(hasty.user("Ada"), hasty.channel("general"), "hello?");

            await().untilAsserted(() -> assertThat(socket.envelopes())
                    .extracting(envelope -> envelope.path("retry_attempt").asInt())
                    .startsWith(0, 1, 2));
            assertThat(socket.envelopes())
                    .extracting(envelope ->
                            envelope.path("payload").path("event_id").asText())
                    .containsOnly(hasty.events().getFirst());
            assertThat(hasty.violations()).isNotEmpty();
        }
    }

    @Test
    void sendsToAnotherSocketWhatOneTookAlong() {
        var one = client.socket(false);
        await().until(() -> slack.sockets() == 1);
        slack.says(ada, general, "hello?");
        await().until(() -> one.envelopes().size() == 1);
        var two = client.socket();

        one.abort();

        await().untilAsserted(() -> assertThat(two.events()).isNotEmpty());
    }

    @Test
    void measuresAcknowledgements() {
        client.socket();
        await().until(() -> slack.sockets() == 1);

        slack.says(ada, general, "hello?");

        await().untilAsserted(() -> assertThat(slack.acks()).singleElement().satisfies(ack -> {
            assertThat(ack.eventId()).isEqualTo(slack.events().getFirst());
            assertThat(ack.delay()).isPositive();
        }));
    }

    @Test
    void keepsEventsForALaterSocket() {
        slack.says(ada, general, "anybody?");
        var socket = client.socket();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(socket.events()).isNotEmpty());
    }

    @Test
    void closesASocketAfterAWarning() {
        var socket = client.socket();
        await().until(() -> slack.sockets() == 1);

        slack.disconnect("warning");

        await().until(() -> socket.closed);
        assertThat(socket.received)
                .last()
                .satisfies(last -> assertThat(last.path("reason").asText()).isEqualTo("warning"));
        assertThat(client.socketAddress()).startsWith("ws://");
    }

    @Test
    void staysShutWhenSocketModeIsSwitchedOff() {
        var socket = client.socket();
        await().until(() -> slack.sockets() == 1);

        slack.disconnect("link_disabled");

        await().until(() -> socket.closed);
        assertThat(client.socketAddress()).isEmpty();
    }

    @Test
    void letsNobodyInWhileItIsClosed() {
        slack.faults().socketsOpen(false);
        try {
            client.socket();
        } catch (CompletionException e) {
            Assertions.assertThat(e).hasCauseInstanceOf(java.io.IOException.class);
        }

        await().until(() -> slack.sockets() == 0);
    }

    @Test
    void sendsWhatWasHeldTheOtherWayRound() {
        var socket = client.socket();
        slack.faults().hold();
        slack.says(ada, general, "first");
        slack.says(ada, general, "second");

        slack.faults().releaseReversed();

        await().untilAsserted(() -> assertThat(socket.events())
                .extracting(event -> event.path("text").asText())
                .containsExactly("second", "first"));
    }

    @Test
    void tellsEditsAndDeletions() {
        var socket = client.socket();
        var ts = slack.says(ada, general, "one");
        slack.edits(ada, general, ts, "two");
        slack.deletes(general, ts);

        await().untilAsserted(() -> assertThat(socket.events())
                .extracting(event -> event.path("subtype").asText())
                .containsExactly("", "message_changed", "message_deleted"));
    }
}
