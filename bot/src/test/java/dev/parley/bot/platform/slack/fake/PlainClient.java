package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Calls the Web API by hand, as an SDK would. */
final class PlainClient implements AutoCloseable {
    private final FakeSlack slack;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<PlainSocket> sockets = new ArrayList<>();

    PlainClient(FakeSlack slack) {
        this.slack = slack;
    }

    /** A call with the bot's token; {@code arguments} are names and values in turn. */
    JsonNode call(String method, String... arguments) {
        return Json.read(response(slack.botToken(), method, arguments).body());
    }

    /** The error of a call, or "ok". */
    String outcome(String method, String... arguments) {
        var answer = call(method, arguments);
        return answer.path("ok").asBoolean() ? "ok" : answer.path("error").asText();
    }

    /** Posts plain text as a careful bot does; answers the ts. */
    String post(FakeChannel channel, String text) {
        var answer = call(
                "chat.postMessage",
                "channel",
                channel.id(),
                "text",
                text,
                "unfurl_links",
                "false",
                "unfurl_media",
                "false");
        return answer.path("ts").asText(answer.path("error").asText());
    }

    HttpResponse<String> response(String token, String method, String... arguments) {
        var form = new StringBuilder();
        for (int i = 0; i < arguments.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(arguments[i])
                    .append('=')
                    .append(URLEncoder.encode(arguments[i + 1], StandardCharsets.UTF_8));
        }
        return send(HttpRequest.newBuilder(URI.create(slack.apiUrl() + "/" + method))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.toString()))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode json(String method, String body) {
        return Json.read(send(HttpRequest.newBuilder(URI.create(slack.apiUrl() + "/" + method))
                        .header("Authorization", "Bearer " + slack.botToken())
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .body());
    }

    String socketAddress() {
        return Json.read(response(slack.appToken(), "apps.connections.open").body())
                .path("url")
                .asText();
    }

    /** A socket that acknowledges everything at once. */
    PlainSocket socket() {
        return socket(true);
    }

    PlainSocket socket(boolean acknowledging) {
        var socket = new PlainSocket(acknowledging);
        http.newWebSocketBuilder()
                .buildAsync(URI.create(socketAddress()), socket)
                .join();
        sockets.add(socket);
        return socket;
    }

    @Override
    public void close() {
        sockets.forEach(PlainSocket::abort);
        http.shutdownNow();
    }
}
