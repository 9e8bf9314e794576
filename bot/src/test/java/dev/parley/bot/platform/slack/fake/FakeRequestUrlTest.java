package dev.parley.bot.platform.slack.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries to a request URL. */
final class FakeRequestUrlTest {
    private final FakeSlack slack = FakeSlack.start(Pace.real().faster(100).withAck(Duration.ofMinutes(1)));
    private final FakeUser ada = slack.user("Ada");
    private final FakeChannel general = slack.channel("general");
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile boolean challenged = true;
    private HttpServer server;

    private record Received(String type, String timestamp, String signature, String retry, String body) {}

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/slack", this::take);
        server.start();
    }

    @AfterEach
    void close() {
        slack.close();
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/slack");
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders();
            var json = Json.read(body);
            if (json.path("type").asText().equals("url_verification")) {
                WebApi.write(exchange, 200, challenged ? json.path("challenge").asText() : "hm?");
                return;
            }
            received.add(new Received(
                    headers.getFirst("Content-Type"),
                    headers.getFirst("X-Slack-Request-Timestamp"),
                    headers.getFirst("X-Slack-Signature"),
                    headers.getFirst("X-Slack-Retry-Num"),
                    body));
            WebApi.write(exchange, status, body.startsWith("token=") ? "{\"text\": \"listed\"}" : "");
        }
    }

    @Test
    void refusesAnAddressThatDoesNotKnowTheChallenge() {
        challenged = false;

        assertThatThrownBy(() -> slack.deliverTo(address())).hasMessageContaining("challenge");
    }

    @Test
    void signsEvents() {
        slack.deliverTo(address());

        slack.says(ada, general, "hello");

        await().untilAsserted(() -> assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.type()).isEqualTo("application/json");
            assertThat(request.signature())
                    .isEqualTo(RequestUrl.signature(Long.parseLong(request.timestamp()), request.body()));
        }));
        await().untilAsserted(() -> assertThat(slack.acks()).hasSize(1));
    }

    @Test
    void comesAgainAfterAnError() {
        slack.deliverTo(address());
        status = 500;

        slack.says(ada, general, "hello");

        await().untilAsserted(
                        () -> assertThat(received).extracting(Received::retry).contains("1", "2"));
    }

    @Test
    void takesACommandsAnswerFromTheBody() {
        slack.deliverTo(address());

        slack.command(ada, general, "/parley", "persona list");

        await().untilAsserted(() -> assertThat(slack.ephemerals(ada))
                .extracting(StoredMessage::text)
                .containsExactly("listed"));
    }

    @Test
    void sendsShortcutsAsAForm() {
        slack.deliverTo(address());

        slack.globalShortcut(ada, "new-persona");

        await().untilAsserted(() -> assertThat(received)
                .singleElement()
                .satisfies(request -> assertThat(request.body()).startsWith("payload=%7B")));
    }
}
