package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.config.Home;
import dev.parley.bot.config.OperateSettings;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.operate.Health.Part;
import dev.parley.bot.platform.Presence;
import dev.parley.bot.responder.Admission;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.RunningEngine;
import dev.parley.persistence.Database;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OperateTest {
    private static final EngineState READY =
            new EngineState.Ready(java.net.URI.create("http://127.0.0.1:1"), 1, "tiny");
    private static final Duration NOW = Duration.ofSeconds(1);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Engine engine = new Engine();
    private final EngineClient client = new EngineClient(engine);
    private Platforms.Standing slack = new Platforms.Standing(new Presence(true, NOW), null);
    private Database database;
    private Operate operate;

    /** One whose state a test sets, and that nobody reaches. */
    private static final class Engine implements RunningEngine {
        private volatile EngineState state = READY;

        @Override
        public EngineState state() {
            return state;
        }

        @Override
        public EngineState awaitReady(Duration patience) {
            return state;
        }

        @Override
        public Address address() {
            throw new EngineException.Lost("there is none", "", null);
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        Home home = Home.of(Map.of("PARLEY_HOME", folder.toString()), folder);
        home.prepare();
        database = Database.open(home.database());
        operate = new Operate(
                home,
                new Metrics(registry, _ -> false),
                engine,
                client,
                database,
                new Admission(1, 1, InstantSource.system(), InstantSource.system()),
                List.of("slack"),
                _ -> slack,
                Words.english());
        await("the database was looked at").until(() -> part("database").ok());
    }

    @AfterEach
    void close() {
        operate.close();
        client.close();
        database.close();
    }

    private Part part(String name) {
        return operate.look().parts().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isReadyWhenAllPartsAre() {
        assertThat(operate.look().parts()).extracting(Part::name).containsExactly("model", "database", "slack");
        assertThat(operate.look().ready()).isTrue();
    }

    @Test
    void isNotReadyWithoutAnEngine() {
        engine.state = new EngineState.Starting("Loading tiny.gguf");

        assertThat(part("model")).isEqualTo(new Part("model", false, "Loading tiny.gguf"));
        assertThat(operate.look().ready()).isFalse();
        assertThat(registry.scrape()).contains("parley_engine_ready 0.0");
    }

    @Test
    void isNotReadyWhenTheDatabaseIsClosed() {
        database.close();

        await().atMost(Duration.ofSeconds(30)).until(() -> !part("database").ok());
        assertThat(part("database").reason()).contains("closed");
        assertThat(registry.scrape()).contains("parley_database_writable 0.0");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "true, 200, -, 'Connected, heard 200 s ago.'",
                "false, 1, -, 'Not connected, heard 1 s ago.'",
                "-, 0, -, 'It is coming up, or cannot be reached; the log says more.'",
                "-, 0, The token was taken back., The token was taken back."
            })
    void isNotReadyWhileAPlatformIsNotHeard(
            @Nullable Boolean connected, int silence, @Nullable String lost, String reason) {
        Presence presence = connected == null ? null : new Presence(connected, Duration.ofSeconds(silence));
        slack = new Platforms.Standing(presence, lost);

        assertThat(part("slack")).isEqualTo(new Part("slack", false, reason));
    }

    @Test
    void isNotReadyAnyMoreWhenItLeaves() {
        operate.leave();

        assertThat(operate.look().ready()).isFalse();
    }

    @Test
    void goesOnWithoutWhereThePortIsTaken() throws IOException {
        List<String> told = new ArrayList<>();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            operate.serve(new OperateSettings("127.0.0.1", taken.getLocalPort()), registry, told::add);

            assertThat(told)
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort(), "operate.port", "goes on");
        }
    }

    @Test
    void goesOnWithoutWhereTheAddressIsNoneOfThisMachine() {
        List<String> told = new ArrayList<>();
        operate.serve(new OperateSettings("192.0.2.1", 9464), registry, told::add);

        assertThat(told).singleElement().asString().contains("192.0.2.1:9464").doesNotContain("null");
    }

    @Test
    void saysNothingOnLoopback() throws IOException {
        List<String> told = new ArrayList<>();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        operate.serve(new OperateSettings("localhost", port), registry, told::add);

        assertThat(told).isEmpty();
    }
}
