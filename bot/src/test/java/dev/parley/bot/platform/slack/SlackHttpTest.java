package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.slack.api.bolt.App;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP mode: what is not signed by Slack, not now, not for the first time or too long is refused unread. */
final class SlackHttpTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String EVENT = "{\"type\": \"event_callback\", \"event_id\": \"Ev1\", \"event\": "
            + "{\"type\": \"message\", \"channel\": \"C1\", \"user\": \"U1\", \"text\": \"hello\", \"ts\": \"1.2\"}}";

    private final FakeSlack slack = FakeSlack.start(Pace.real().faster(100).withAck(Duration.ofSeconds(20)));
    private final FakeUser ada = slack.user("Ada");
    private final FakeChannel general = slack.channel("general");
    private final Wired wired =
            new Wired(slack, Map.of("slack.signing-secret", slack.signingSecret(), "slack.http-port", "1"));
    private final List<SlackEvent> heard = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Consumer<SlackEvent> handler = heard::add;
    private SlackHttp way;
    private URI address;

    @BeforeEach
    void open() throws InterruptedException {
        SlackSelf self = wired.self();
        // The connection itself takes the port of the settings; any free one is better for a test.
        SlackConnection connection = new SlackConnection(
                wired.settings, wired.web, self, event -> {}, Words.english(), Wired.RHYTHM, Clock.systemUTC());
        connection.app().command("/parley", (request, context) -> context.ack("understood"));
        way = new SlackHttp(
                "127.0.0.1",
                0,
                slack.signingSecret(),
                new Intake(connection.app(), event -> handler.accept(event)),
                Words.english(),
                Clock.systemUTC());
        way.open();
        address = URI.create("http://127.0.0.1:" + way.port() + "/slack/events");
    }

    @AfterEach
    void close() {
        way.close();
        http.shutdownNow();
        wired.close();
        slack.close();
    }

    private String signature(long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(slack.signingSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(byte[] body) {
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .timeout(LONG)
                .POST(BodyPublishers.ofByteArray(body));
    }

    private HttpRequest signed(long timestamp, byte[] body) {
        return request(body)
                .header("X-Slack-Request-Timestamp", Long.toString(timestamp))
                .header("X-Slack-Signature", signature(timestamp, body))
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private int status(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void answersTheChallengeAndHearsEvents() {
        slack.deliverTo(address);
        slack.says(ada, general, "hello");

        await().atMost(LONG).until(() -> slack.acks().size() == 1);
        assertThat(heard).singleElement().isInstanceOf(SlackEvent.Written.class);
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void answersCommandsAtOnce() {
        slack.deliverTo(address);
        slack.command(ada, general, "/parley", "help");

        await().atMost(LONG).until(() -> slack.acks().size() == 1);
        assertThat(slack.acks().getFirst().payload().path("text").asText()).isEqualTo("understood");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/slack/commands", "/slack/interactions"})
    void hasAPathForEachKind(String path) throws Exception {
        address = address.resolve(path);

        assertThat(status(signed(now(), bytes(EVENT)))).isEqualTo(200);
        assertThat(heard).hasSize(1);
    }

    @Test
    void refusesAWrongSignature() throws Exception {
        byte[] body = bytes(EVENT);
        HttpRequest wrong = request(body)
                .header("X-Slack-Request-Timestamp", Long.toString(now()))
                .header("X-Slack-Signature", signature(now(), bytes("another")))
                .build();

        assertThat(status(wrong)).isEqualTo(401);
        assertThat(heard).isEmpty();
        assertThat(way.refused()).isEqualTo(new Refused(1, 0, 0, 0, 0));
    }

    @Test
    void refusesWhatHasNoSignature() throws Exception {
        assertThat(status(request(bytes(EVENT)).build())).isEqualTo(401);
        assertThat(heard).isEmpty();
        assertThat(way.refused().signature()).isEqualTo(1);
    }

    @Test
    void parsesNothingThatIsNotSigned() throws Exception {
        assertThat(status(request(bytes("{not even JSON")).build())).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 302})
    void refusesAnotherTime(long seconds) throws Exception {
        assertThat(status(signed(now() + seconds, bytes(EVENT)))).isEqualTo(401);
        assertThat(heard).isEmpty();
        assertThat(way.refused()).isEqualTo(new Refused(0, 1, 0, 0, 0));
    }

    @Test
    void doesNothingTwice() throws Exception {
        HttpRequest request = signed(now(), bytes(EVENT));

        assertThat(status(request)).isEqualTo(200);
        assertThat(status(request)).isEqualTo(200);
        assertThat(heard).hasSize(1);
        assertThat(way.refused()).isEqualTo(new Refused(0, 0, 1, 0, 0));
    }

    @Test
    void takesAgainWhatFailed() throws Exception {
        handler = _ -> {
            throw new IllegalStateException("the database is full");
        };
        HttpRequest request = signed(now(), bytes(EVENT));
        assertThat(status(request)).isEqualTo(500);
        handler = heard::add;

        assertThat(status(request)).isEqualTo(200);
        assertThat(heard).hasSize(1);
    }

    @Test
    void refusesFiveMegabytesUnread() throws Exception {
        byte[] body = new byte[5_000_000];
        Arrays.fill(body, (byte) ' ');

        assertThatTooLong(signed(now(), body));
        assertThat(heard).isEmpty();
        assertThat(way.refused()).isEqualTo(new Refused(0, 0, 0, 1, 0));
    }

    @Test
    void refusesFiveMegabytesThatDoNotSayHowMany() throws Exception {
        byte[] body = new byte[5_000_000];
        HttpRequest unsaid = HttpRequest.newBuilder(address)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
                .timeout(LONG)
                .build();

        assertThatTooLong(unsaid);
        assertThat(way.refused().size()).isEqualTo(1);
    }

    /** The server hangs up on the rest, which a client may see before it sees the answer. */
    private void assertThatTooLong(HttpRequest request) throws InterruptedException {
        try {
            assertThat(status(request)).isEqualTo(413);
        } catch (IOException e) {
            await().atMost(LONG).until(() -> way.refused().size() == 1);
        }
    }

    @Test
    void refusesOtherPathsAndMethods() throws Exception {
        HttpRequest get = HttpRequest.newBuilder(address).timeout(LONG).build();
        address = address.resolve("/admin");

        assertThat(status(get)).isEqualTo(405);
        assertThat(status(signed(now(), bytes(EVENT)))).isEqualTo(404);
        assertThat(way.refused().other()).isEqualTo(2);
    }

    @Test
    void saysThatThePortIsTaken() {
        SlackHttp second = new SlackHttp(
                "127.0.0.1", way.port(), "secret", new Intake(app(), heard::add), Words.english(), Clock.systemUTC());

        assertThatThrownBy(second::open)
                .isInstanceOf(SlackException.class)
                .hasMessageContaining("port " + way.port())
                .hasMessageContaining("slack.http-port");
        second.close();
    }

    private App app() {
        try {
            return new SlackConnection(
                            wired.settings,
                            wired.web,
                            wired.self(),
                            event -> {},
                            Words.english(),
                            Wired.RHYTHM,
                            Clock.systemUTC())
                    .app();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
