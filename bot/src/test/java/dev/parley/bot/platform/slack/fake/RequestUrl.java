package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Deliveries over HTTP instead of sockets, signed. */
final class RequestUrl implements Dispatcher.Link, AutoCloseable {
    static final String SECRET = "loopback-signing-secret-0123456789";

    private final URI address;
    private final Dispatcher dispatcher;
    private final HttpClient http = HttpClient.newHttpClient();

    RequestUrl(URI address, Dispatcher dispatcher) {
        this.address = address;
        this.dispatcher = dispatcher;
    }

    /** Slack's challenge when an address is entered. */
    void verify() {
        var challenge = Json.object()
                .put("token", "verification-token")
                .put("challenge", "challenge-of-the-loopback")
                .put("type", "url_verification");
        try {
            var answer =
                    http.send(request("application/json", Json.text(challenge)).build(), BodyHandlers.ofString());
            var json = Json.read(answer.body());
            var said = json.isObject()
                    ? json.path("challenge").asText()
                    : answer.body().strip();
            if (answer.statusCode() != 200 || !said.equals("challenge-of-the-loopback")) {
                throw new IllegalStateException("Your URL did not respond with the challenge: " + answer.statusCode());
            }
        } catch (IOException e) {
            throw new IllegalStateException("Nobody answers at " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean send(Attempt attempt, ObjectNode envelope) {
        var delivery = attempt.delivery;
        var payload = delivery.payload();
        var request = switch (delivery.type()) {
            case "events_api" -> request("application/json", Json.text(payload));
            case "slash_commands" -> request("application/x-www-form-urlencoded", form(payload));
            default -> request("application/x-www-form-urlencoded", "payload=" + encode(Json.text(payload)));
        };
        if (attempt.number > 0) {
            var reason = envelope.path("retry_reason").asText();
            request.header("X-Slack-Retry-Num", Integer.toString(attempt.number))
                    .header("X-Slack-Retry-Reason", reason.equals("timeout") ? "http_timeout" : reason);
        }
        var _ = http.sendAsync(request.build(), BodyHandlers.ofString())
                .whenComplete((answer, problem) -> answered(attempt, problem == null ? answer : null));
        return true;
    }

    private void answered(Attempt attempt, @org.jspecify.annotations.Nullable HttpResponse<String> answer) {
        if (answer != null && answer.statusCode() == 200) {
            JsonNode payload = Json.none();
            if (attempt.delivery.answerable() && !answer.body().isEmpty()) {
                var json = Json.read(answer.body());
                payload = json.isObject() ? json : Json.object().put("text", answer.body());
            }
            dispatcher.acknowledge(attempt.envelopeId, payload);
        } else if (answer != null
                && answer.headers().firstValue("X-Slack-No-Retry").isPresent()) {
            attempt.settle();
        } else {
            dispatcher.failed(attempt);
        }
    }

    private static String form(ObjectNode payload) {
        return payload.properties().stream()
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue().asText()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String type, String body) {
        long now = Instant.now().getEpochSecond();
        return HttpRequest.newBuilder(address)
                .header("Content-Type", type)
                .header("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
                .header("X-Slack-Request-Timestamp", Long.toString(now))
                .header("X-Slack-Signature", signature(now, body))
                .POST(BodyPublishers.ofString(body));
    }

    static String signature(long timestamp, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var hash = mac.doFinal(("v0:" + timestamp + ":" + body).getBytes(StandardCharsets.UTF_8));
            return "v0=" + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
