package dev.parley.bot.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * What a Parley says of itself over HTTP.
 *
 * @param port its {@code operate.port}
 */
record Health(int port) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The status and the body of {@code /health/ready}; empty while nobody listens. */
    String ready() {
        return get("/health/ready");
    }

    /** The sum of a metric over all its labels; not a number while there is none. */
    double metric(String name) {
        return get("/metrics")
                .lines()
                .filter(each -> each.startsWith(name + " ") || each.startsWith(name + "{"))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' ') + 1)))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    private String get(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            var answer = HTTP.send(request, BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
