package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.slack.api.bolt.App;
import dev.parley.bot.platform.slack.fake.Ack;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.words.Words;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket Mode: acknowledged when safe, and there again whatever happens to a socket. */
final class SlackSocketTest {
    private static final List<String> OTHERS = List.of(
            "ForkJoin", "OkHttp", "Okio", "VirtualThread", "WebSocket", "awaitility", "fake-slack", "connectionLost");
    private static final Duration LONG = Duration.ofSeconds(60);

    private final FakeSlack slack = FakeSlack.start(Pace.real().faster(100).withAck(Duration.ofSeconds(20)));
    private final FakeUser ada = slack.user("Ada");
    private final FakeChannel general = slack.channel("general");
    private final Wired wired = new Wired(slack, Map.of());
    private final List<SlackEvent> heard = new CopyOnWriteArrayList<>();
    private volatile Consumer<SlackEvent> handler = heard::add;
    private SlackConnection connection;

    @BeforeEach
    void wire() throws InterruptedException {
        connection = new SlackConnection(
                wired.settings,
                wired.web,
                wired.self(),
                event -> handler.accept(event),
                Words.english(),
                Wired.RHYTHM,
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        connection.close();
        wired.close();
        slack.close();
    }

    private void open() throws InterruptedException {
        connection.open();
        await().atMost(LONG).until(() -> slack.sockets() == 1);
    }

    private void awaitHeard(String text) {
        await().atMost(LONG)
                .until(() -> heard.stream()
                        .anyMatch(event -> event instanceof SlackEvent.Written(var _, var message, var _)
                                && message.text().equals(text)));
    }

    @Test
    void hearsAndAcknowledges() throws Exception {
        open();
        slack.says(ada, general, "hello");

        awaitHeard("hello");
        await().atMost(LONG).until(() -> slack.acks().size() == 1);
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void acknowledgesOnlyWhatIsSafe() throws Exception {
        CountDownLatch safe = new CountDownLatch(1);
        CompletableFuture<Integer> acksBefore = new CompletableFuture<>();
        handler = event -> {
            acksBefore.complete(slack.acks().size());
            awaitQuietly(safe);
        };
        open();
        slack.says(ada, general, "hello");

        assertThat(acksBefore.get()).isZero();
        assertThat(slack.acks()).isEmpty();
        safe.countDown();
        await().atMost(LONG).until(() -> slack.acks().size() == 1);
    }

    @Test
    void doesNotAcknowledgeWhatFailed() throws Exception {
        FakeSlack impatient = FakeSlack.start(Pace.real().faster(1000).withAck(Duration.ofSeconds(2)));
        try (impatient;
                Wired there = new Wired(impatient, Map.of())) {
            AtomicInteger times = new AtomicInteger();
            try (SlackConnection failing = new SlackConnection(
                    there.settings,
                    there.web,
                    there.self(),
                    _ -> {
                        if (times.incrementAndGet() == 1) {
                            throw new IllegalStateException("the database is full");
                        }
                    },
                    Words.english(),
                    Wired.RHYTHM,
                    Clock.systemUTC())) {
                failing.open();
                impatient.says(impatient.user("Ben"), impatient.channel("general"), "hello");

                await().atMost(LONG).until(() -> impatient.acks().size() == 1);
                assertThat(impatient.acks()).extracting(Ack::attempt).containsExactly(1);
            }
        }
    }

    @Test
    void oneThatIsSlowHoldsUpNoOther() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        handler = event -> {
            if (event instanceof SlackEvent.Written(var _, var message, var _)
                    && message.text().equals("slow")) {
                awaitQuietly(slow);
            }
            heard.add(event);
        };
        open();
        for (int i = 0; i < 20; i++) {
            slack.says(ada, general, "slow");
        }
        slack.says(ada, general, "quick");

        awaitHeard("quick");
        slow.countDown();
        await().atMost(LONG).until(() -> slack.acks().size() == 21);
    }

    @Test
    void acknowledgesWhatNothingIsFor() throws Exception {
        open();
        slack.command(ada, general, "/unknown", "");

        await().atMost(LONG).until(() -> slack.acks().size() == 1);
    }

    @Test
    void answersACommandWithItsAcknowledgement() throws Exception {
        App app = connection.app();
        app.command(
                "/parley",
                (request, context) ->
                        context.ack("understood: " + request.getPayload().getText()));
        open();
        slack.command(ada, general, "/parley", "help");

        await().atMost(LONG).until(() -> slack.acks().size() == 1);
        assertThat(slack.acks().getFirst().payload().path("text").asText()).isEqualTo("understood: help");
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void asksWhoItIsOnceAndNotForEachCommand() throws Exception {
        connection.app().command("/parley", (request, context) -> context.ack(context.getBotUserId()));
        open();
        slack.command(ada, general, "/parley", "help");

        await().atMost(LONG).until(() -> slack.acks().size() == 1);
        assertThat(slack.acks().getFirst().payload().path("text").asText()).isEqualTo(slack.botUserId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"warning", "refresh_requested"})
    void hasTheNextSocketBeforeTheOldOneGoes(String reason) throws Exception {
        open();
        slack.disconnect(reason);

        await().atMost(LONG).until(() -> slack.opened() == 2 && slack.sockets() == 1);
        slack.says(ada, general, "hello");
        awaitHeard("hello");
        assertThat(slack.lost()).isEmpty();
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void losesNothingOverManyDisconnects() throws Exception {
        open();
        for (int i = 0; i < 10; i++) {
            int opened = slack.opened();
            slack.says(ada, general, "before " + i);
            slack.disconnect("refresh_requested");
            slack.says(ada, general, "after " + i);
            await().atMost(LONG).until(() -> slack.opened() > opened);
        }

        for (int i = 0; i < 10; i++) {
            awaitHeard("before " + i);
            awaitHeard("after " + i);
        }
    }

    @Test
    void comesBackAfterACut() throws Exception {
        open();
        slack.faults().dropSockets();

        await().atMost(LONG).until(() -> slack.opened() == 2 && slack.sockets() == 1);
        slack.says(ada, general, "hello");
        awaitHeard("hello");
    }

    @Test
    void knowsWhetherItIsConnected() throws Exception {
        assertThat(connection.presence().connected()).isFalse();
        open();
        assertThat(connection.presence().isWell()).isTrue();
        slack.faults().socketsOpen(false);
        slack.faults().dropSockets();

        await().atMost(LONG).until(() -> !connection.presence().connected());
        slack.faults().socketsOpen(true);
        await().atMost(LONG).until(() -> connection.presence().isWell());
    }

    @Test
    void hearsThatSlackIsThereWhileNobodySaysAnything() throws Exception {
        open();

        // Three times as long as it may be silent before it is asked.
        await().pollDelay(Wired.RHYTHM.ping().multipliedBy(3))
                .atMost(LONG)
                .until(() -> connection
                                .presence()
                                .silence()
                                .compareTo(Wired.RHYTHM.ping().multipliedBy(2))
                        < 0);
    }

    @Test
    void comesBackWhenSocketsWereRefusedForLong() throws Exception {
        open();
        slack.faults().socketsOpen(false);
        slack.faults().dropSockets();
        await().atMost(LONG).until(() -> slack.requests("apps.connections.open").size() > 4);
        slack.faults().socketsOpen(true);

        await().atMost(LONG).until(() -> slack.sockets() == 1);
        slack.says(ada, general, "hello");
        awaitHeard("hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void comesBackWhenSlackFailsForLong(int status) throws Exception {
        open();
        slack.faults().fail("*", status);
        slack.faults().dropSockets();
        await().atMost(LONG).until(() -> slack.requests("apps.connections.open").size() > 4);
        slack.faults().heal();

        await().atMost(LONG).until(() -> slack.sockets() == 1);
        assertThat(connection.lost()).isNotDone();
    }

    @Test
    void waitsAtItsStartForSlackToComeBack() throws Exception {
        slack.faults().connections(false);
        CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> {
            try {
                connection.open();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(LONG).until(() -> slack.requests("apps.connections.open").size() > 3);
        assertThat(opening).isNotDone();
        slack.faults().connections(true);

        opening.get();
        await().atMost(LONG).until(() -> slack.sockets() == 1);
    }

    @Test
    void endsForGoodWhenSocketModeIsSwitchedOff() throws Exception {
        open();
        slack.disconnect("link_disabled");

        await().atMost(LONG).until(() -> connection.lost().isDone());
        assertThat(connection.lost().get())
                .startsWith("Socket Mode is switched off")
                .contains("Enable Socket Mode");
    }

    @Test
    void saysAtItsStartThatSocketModeIsOff() {
        slack.faults().socketMode(false);

        assertThatThrownBy(() -> connection.open())
                .isInstanceOf(SlackException.class)
                .hasMessageStartingWith("Socket Mode is switched off");
    }

    @ParameterizedTest
    @CsvSource({
        "token_revoked, was revoked",
        "account_inactive, is deactivated",
        "invalid_auth, does not accept the bot's token"
    })
    void endsForGoodWhenTheTokenDoes(String error, String words) throws Exception {
        open();
        slack.faults().revokeToken(error);

        await().atMost(LONG).until(() -> connection.lost().isDone());
        assertThat(connection.lost().get()).contains(words);
    }

    @Test
    void saysThatTheAppTokenIsWrong() throws Exception {
        SlackSelf self = wired.self();
        try (Wired other = new Wired(slack, Map.of("slack.app-token", "xapp-1-A0-1-wrong"));
                SlackConnection refused = new SlackConnection(
                        other.settings,
                        other.web,
                        self,
                        heard::add,
                        Words.english(),
                        Wired.RHYTHM,
                        Clock.systemUTC())) {
            assertThatThrownBy(refused::open)
                    .isInstanceOf(SlackException.class)
                    .hasMessageStartingWith("Slack does not accept the app-level token");
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        Set<String> before = threads();
        open();
        for (int i = 0; i < 5; i++) {
            int opened = slack.opened();
            slack.disconnect("refresh_requested");
            await().atMost(LONG).until(() -> slack.opened() > opened && slack.sockets() == 1);
        }
        connection.close();

        await().atMost(LONG).untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
        await().atMost(LONG).until(() -> slack.sockets() == 0);
    }

    /** Without those of the fake, of the tests and of the machine. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + " " + thread.threadId())
                .filter(name -> OTHERS.stream().noneMatch(name::startsWith))
                .collect(Collectors.toSet());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
