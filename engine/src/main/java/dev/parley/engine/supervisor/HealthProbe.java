package dev.parley.engine.supervisor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Asks a child how it is. */
final class HealthProbe implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final JsonMapper json;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    HealthProbe(JsonMapper json) {
        this.json = json;
    }

    /**
     * What {@code /health} says.
     *
     * @param busy whether replies are being computed
     * @param steps graph runs since the start
     */
    record Health(boolean busy, long steps) {}

    /** The child's health; nothing if it does not answer, or not that it is well. */
    Optional<Health> ask(URI address) throws InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve("/health"))
                .timeout(PATIENCE)
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                return Optional.empty();
            }
            var health = json.readTree(answer.body());
            return Optional.of(new Health(
                    health.path("busy").asBoolean(), health.path("steps").asLong()));
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
