package dev.parley.bot.process;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.bot.operate.Tools;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Debian's own Prometheus on the loopback, with the files of {@code deploy/prometheus}; only its times are shorter, and it
 * looks where the test's Parley is.
 */
final class Prometheus implements AutoCloseable {
    private static final Path FILES = Path.of("..", "deploy", "prometheus");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one in a folder of its own; the test is skipped where the machine has none. */
    static Prometheus watching(Path folder, int parley) throws IOException {
        Path program = Tools.find("prometheus");
        Files.createDirectories(folder);
        String rules = Files.readString(FILES.resolve("alerts.yaml"));
        Files.writeString(folder.resolve("alerts.yaml"), rules.replaceAll("(?m)^(\\s+for:) \\d+m$", "$1 0s"));
        String config = Files.readString(FILES.resolve("prometheus.yaml"));
        Files.writeString(
                folder.resolve("prometheus.yaml"),
                config.replaceAll("_interval: 15s", "_interval: 250ms").replace(":9464", ":" + parley));
        int port = Ports.free();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + folder.resolve("prometheus.yaml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        Prometheus started = new Prometheus(process, port);
        await("Prometheus answers").atMost(PATIENCE).ignoreExceptions().until(() -> {
            started.query("vector(1)");
            return true;
        });
        return started;
    }

    /** Evaluates an expression now; each result's labels and value. */
    List<JsonNode> query(String expression) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        return StreamSupport.stream(answer.path("data").path("result").spliterator(), false)
                .toList();
    }

    /** The names of the alerts that fire. */
    Set<String> firing() {
        return StreamSupport.stream(
                        get("/api/v1/alerts").path("data").path("alerts").spliterator(), false)
                .filter(each -> each.path("state").asText().equals("firing"))
                .map(each -> each.path("labels").path("alertname").asText())
                .collect(Collectors.toSet());
    }

    private JsonNode get(String path) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    BodyHandlers.ofString());
            JsonNode said = json.readTree(answer.body());
            if (!said.path("status").asText().equals("success")) {
                throw new AssertionError(path + " is answered with " + said);
            }
            return said;
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
