package dev.parley.bot.platform.discord.fake;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests with the right token that JDA would not send. */
record PlainClient(FakeDiscord discord) {
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(discord.apiUrl() + path))
                            .header("Authorization", "Bot " + discord.token())
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Sends a message's JSON to a channel; answers the body. */
    String post(long channel, String body) throws IOException, InterruptedException {
        return send("POST", "/channels/" + channel + "/messages", body).body();
    }
}
