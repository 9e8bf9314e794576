package dev.parley.bot.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * What a Parley says of itself over HTTP.
 *
 * @param port its {@code operate.port}
 */
record Health(int port) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The status and the body of {@code /health/ready}; why not where nobody listens yet. */
    String ready() {
        try {
            HttpResponse<String> ready = get("/health/ready");
            return ready.statusCode() + " " + ready.body();
        } catch (AssertionError notYet) {
            return notYet.toString();
        }
    }

    /** What is answered there. */
    HttpResponse<String> get(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }
}
