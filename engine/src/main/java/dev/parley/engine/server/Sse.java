package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer of server-sent events, each sent at once. */
final class Sse implements AutoCloseable {
    private final OutputStream out;

    Sse(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        out = exchange.getResponseBody();
    }

    void data(JsonNode node) throws IOException {
        write("data: " + node);
    }

    /** Means nothing to clients, but shows whether there still is one. */
    void comment(String text) throws IOException {
        write(": " + text);
    }

    void done() throws IOException {
        write("data: [DONE]");
    }

    private void write(String line) throws IOException {
        out.write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
