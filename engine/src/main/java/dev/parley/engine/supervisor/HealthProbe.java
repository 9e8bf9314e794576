package dev.parley.engine.supervisor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
     * @param steps graph runs since the start, or any number that each of them changes
     */
    record Health(boolean busy, long steps) {}

    /** The child's health; nothing if it does not answer, or not that it is well. */
    Optional<Health> ask(URI address) throws InterruptedException {
        try {
            var answer = get(address, "/health", "");
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

    /**
     * The same of llama-server, whose {@code /health} says nothing of the thread that computes. {@code /slots} is answered
     * by that thread, between two steps, and changes with each. Where it is switched off, {@code /health} has to do.
     */
    Optional<Health> askSlots(URI address, String token) throws InterruptedException {
        try {
            var answer = get(address, "/slots", token);
            if (answer.statusCode() != 200) {
                return ask(address);
            }
            boolean busy = false;
            for (var slot : json.readTree(answer.body())) {
                busy |= slot.path("is_processing").asBoolean();
            }
            return Optional.of(new Health(busy, answer.body().hashCode()));
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    private HttpResponse<String> get(URI address, String path, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
