package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.engine.core.Engine;
import dev.parley.engine.fixture.Models;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An engine behind a server on a free port, and a client for it. */
final class Served implements AutoCloseable {
    static final String TOKEN = "secret";
    private static final ObjectMapper JSON = new ObjectMapper();

    final Engine engine;
    private final EngineServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer that is JSON. */
    record Answer(int status, JsonNode body) {
        JsonNode error() {
            return body.path("error");
        }
    }

    Served(Models models) {
        engine = models.open();
        EngineSettings settings = new EngineSettings(
                TOKEN, 0, models.file().toString(), "tiny", null, 0, 0, 0, 0, null, 0, null, null, null, null, null);
        EngineInfo info = new EngineInfo(
                "tiny",
                "llama",
                "F32",
                models.context(),
                models.sequences(),
                models.cells(),
                engine.vocabularySize(),
                "CPU",
                1,
                models.cacheBytes(),
                "abc");
        try {
            server = new EngineServer(engine, settings, info);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.port();
    }

    Answer get(String path) {
        return json(request(path).GET());
    }

    Answer delete(String path) {
        return json(request(path).DELETE());
    }

    Answer post(String path, String body) {
        return json(request(path).POST(BodyPublishers.ofString(body)));
    }

    Answer chat(String body) {
        return post("/v1/chat/completions", body);
    }

    /** The lines of a stream that are not empty, from its beginning to its end. */
    List<String> stream(String body) {
        return stream("/v1/chat/completions", body);
    }

    private List<String> stream(String path, String body) {
        HttpResponse<java.util.stream.Stream<String>> response =
                send(request(path).POST(BodyPublishers.ofString(body)), BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode());
        }
        try (var lines = response.body()) {
            return lines.filter(line -> !line.isEmpty()).toList();
        }
    }

    /** The JSON of a stream's data lines, without the last, which says that it is over. */
    List<JsonNode> events(String body) {
        return events("/v1/chat/completions", body);
    }

    List<JsonNode> events(String path, String body) {
        return stream(path, body).stream()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> parse(line.substring("data: ".length())))
                .toList();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Authorization", "Bearer " + TOKEN);
    }

    Answer json(HttpRequest.Builder request) {
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), parse(response.body()));
    }

    /** Sends a request as it is, and leaves the socket open. */
    @SuppressWarnings("AddressSelection") // the server listens on this one address
    Socket raw(String head, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        OutputStream out = socket.getOutputStream();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write((head + "Content-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.flush();
        return socket;
    }

    /** Starts a chat and leaves the socket open. */
    Socket rawChat(String body) throws IOException {
        return raw(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nAuthorization: Bearer " + TOKEN
                        + "\r\n",
                body);
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        engine.close();
    }
}
