package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.bot.operate.Dashboard;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code parley run} says of itself, after it has answered on both platforms and in a terminal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperateProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 1000;
    private static final String TEXT = "heliotrope";

    private final JsonMapper json = JsonMapper.builder().build();
    private FakeDiscord discord;
    private FakeSlack slack;
    private FakeChannel channel;
    private FakeUser anna;
    private List<String> ofPeople;
    private Run run;
    private int port;
    private Health health;
    private Path folder;

    @BeforeAll
    void talk(@TempDir Path home) throws IOException {
        folder = home;
        discord = FakeDiscord.start();
        var guild = discord.guild(710_000_001_000_001L, "Wisteria");
        channel = discord.channel(guild, 710_000_001_000_002L, "gossip");
        anna = discord.user(710_000_001_000_010L, "annabella");
        discord.join(guild, anna);
        slack = Platforms.slack();
        var ada = slack.user("Adalbert");
        port = Ports.free();
        health = new Health(port);
        Program parley = Program.on(folder)
                .talkative()
                .with("PARLEY_CHAT_MAX_TOKENS", "30")
                .with("PARLEY_ENGINE_CONTEXT", "1024")
                .with("PARLEY_OPERATE_PORT", String.valueOf(port))
                // The default looks every ten seconds for connections that are to be closed.
                .with("JAVA_TOOL_OPTIONS", "-Dsun.net.httpserver.clockTick=200")
                .with(slack)
                .with(discord);
        run = parley.start("run");
        await("ready")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(health.ready()).as(run.err()).startsWith("200"));
        answered();
        answered();
        slack.says(ada, slack.direct(ada), TEXT);
        await("an answer on Slack")
                .atMost(PATIENCE)
                .until(() -> slack.messages(slack.direct(ada)).stream()
                        .anyMatch(each -> each.blocks().toString().contains("parley:regenerate")));
        assertThat(parley.run("ask", TEXT).exitCode()).isZero();
        ofPeople = List.of(
                TEXT,
                "710000001",
                "annabella",
                "Adalbert",
                "Wisteria",
                "gossip",
                ada.id(),
                slack.teamId(),
                slack.direct(ada).id(),
                System.getProperty("user.name") + "\"");
    }

    @AfterAll
    void stop() {
        if (run != null) {
            run.close();
        }
        slack.close();
        discord.close();
    }

    /** Waits for one more answer on Discord. */
    private void answered() {
        long asked = discord.mention(channel, anna, TEXT);
        await("an answer on Discord")
                .atMost(PATIENCE)
                .until(() -> discord.ownMessages(channel).stream()
                        .filter(each -> each.reference() == asked)
                        .map(SentMessage::components)
                        .anyMatch(each -> each.toString().contains("regenerate")));
    }

    @Test
    void livesAndIsReadyWithAReasonForEachPart() throws IOException {
        assertThat(health.get("/health/live").statusCode()).isEqualTo(200);
        JsonNode ready = json.readTree(health.get("/health/ready").body());
        assertThat(ready.path("ready").asBoolean()).as("%s", ready).isTrue();
        assertThat(ready.path("parts").properties())
                .extracting(part -> part.getKey() + " " + part.getValue().path("ok"))
                .containsExactly("model true", "database true", "discord true", "slack true");
        assertThat(ready.path("parts").properties())
                .allSatisfy(part ->
                        assertThat(part.getValue().path("reason").asText()).isNotBlank());
    }

    @Test
    void countsWhatWasDone() {
        assertThat(health.get("/metrics").body().lines())
                .contains(
                        "parley_replies_total{outcome=\"length\",persona=\"assistant\",platform=\"slack\"} 1.0",
                        "parley_replies_total{outcome=\"length\",persona=\"assistant\",platform=\"terminal\"} 1.0",
                        "parley_engine_ready 1.0",
                        "parley_engine_restarts_total 0.0",
                        "parley_rate_limited_total{platform=\"discord\"} 0.0",
                        "parley_platform_connected{platform=\"discord\"} 1.0",
                        "parley_platform_connected{platform=\"slack\"} 1.0",
                        "parley_replies_seats 1.0")
                .anyMatch(line -> line.matches("parley_edits_total\\{outcome=\"merged\",platform=\"discord\"} [1-9].*"))
                .anyMatch(line -> line.matches("parley_edits_total\\{outcome=\"sent\",platform=\"slack\"} [1-9].*"))
                .anyMatch(line -> line.matches("parley_tokens_total\\{kind=\"in\"} [1-9].*"))
                .anyMatch(line -> line.matches("parley_tokens_total\\{kind=\"cached\"} [1-9].*"))
                .anyMatch(line -> line.matches("parley_tokens_total\\{kind=\"out\"} [1-9].*"))
                .anyMatch(line -> line.matches("parley_state_cache_total\\{result=\"hit\"} [1-9].*"))
                .anyMatch(line -> line.matches("parley_state_bytes [1-9].*"))
                .anyMatch(line -> line.matches("parley_token_gap_seconds_count [1-9].*"))
                .anyMatch(line -> line.matches("parley_first_token_seconds_count [1-9].*"))
                .anyMatch(line -> line.matches("parley_first_text_seconds_count\\{platform=\"slack\"} 1"))
                .anyMatch(line -> line.matches("parley_database_seconds_count\\{operation=\"write\"} [1-9].*"));
    }

    @Test
    void saysNothingOfPeopleAndPlaces() {
        String all = health.get("/metrics").body() + health.get("/health/ready").body();
        assertThat(all)
                .contains("parley_replies_total")
                .doesNotContain(ofPeople)
                .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")
                .doesNotContain(folder.toString());
    }

    @Test
    void hasFewSeries() {
        long ofParley = health.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("parley_"))
                .count();
        assertThat(ofParley).isBetween(100L, 250L);
    }

    @Test
    void exportsEveryMetricThatDashboardAndAlertsName() throws IOException {
        List<String> exported = health.get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .distinct()
                .toList();
        assertThat(exported).containsAll(Dashboard.metrics());
    }

    @Test
    void showsSomethingInEveryPanelUnderARealPrometheus() throws IOException {
        try (Prometheus prometheus = Prometheus.watching(folder.resolve("prometheus"), port)) {
            await("two scrapes, which a rate needs")
                    .atMost(PATIENCE)
                    .until(() -> prometheus
                                    .query("count_over_time(up{job=\"parley\"}[1m]) >= 2")
                                    .size()
                            == 1);
            assertThat(Dashboard.expressions())
                    .isNotEmpty()
                    .allSatisfy(expression -> assertThat(prometheus.query(expression))
                            .as(expression)
                            .isNotEmpty());
        }
    }

    @Test
    void answersToNobodyButThisMachineByName() throws IOException {
        assertThat(raw("GET /metrics HTTP/1.1\r\nHost: evil.example:" + port + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("parley_");
        assertThat(raw("POST /metrics HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void survivesAThousandConnectionsThatSayNothing() throws IOException {
        answered();
        int files = held("fd");
        int threads = held("task");
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = connect();
                sockets.add(socket);
                if (i % 2 == 1) {
                    socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHo".getBytes(StandardCharsets.UTF_8));
                }
            }
            await("all are open").atMost(PATIENCE).until(() -> held("fd") > CONNECTIONS / 2);
            answered();
            assertThat(health.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(held("task")).as("threads").isLessThanOrEqualTo(threads + 20);
            // Nobody hangs up but Parley.
            await("they are closed").atMost(PATIENCE).until(() -> held("fd") <= files + 10);
            await("threads are as before").atMost(PATIENCE).until(() -> held("task") <= threads + 6);
            assertThat(health.get("/health/ready").statusCode()).isEqualTo(200);
        } finally {
            for (Socket each : sockets) {
                each.close();
            }
        }
    }

    private int held(String what) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", String.valueOf(run.pid()), what))) {
            return (int) all.count();
        }
    }
}
