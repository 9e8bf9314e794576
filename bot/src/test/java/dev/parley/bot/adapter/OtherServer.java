package dev.parley.bot.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A server that is not Parley's own, as far as adapters go: llama-server answers their list, and others nothing. */
final class OtherServer implements AutoCloseable {
    private static final String NOT_FOUND =
            "{\"error\":{\"code\":404,\"message\":\"File Not Found\",\"type\":\"not_found_error\"}}";

    private final HttpServer server;
    private final EngineClient client;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile @Nullable String adapters;

    private OtherServer(@Nullable String adapters) {
        this.adapters = adapters;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            calls.add(call);
            String list = this.adapters;
            boolean known = list != null && call.equals("GET /lora-adapters");
            byte[] answer = (known ? list : NOT_FOUND).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.sendResponseHeaders(known ? 200 : 404, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = new EngineClient(() -> new EngineEndpoint.Address(base, "no-token"));
    }

    /** llama-server with these adapters, as it lists them. */
    static OtherServer llamaServer(String adapters) {
        return new OtherServer(adapters);
    }

    /** vLLM, Ollama. */
    static OtherServer withoutAdapters() {
        return new OtherServer(null);
    }

    EngineClient client() {
        return client;
    }

    /** What it was asked, method and path. */
    List<String> calls() {
        return calls;
    }

    /** It was started again with others. */
    void startAgain(String newAdapters) {
        adapters = newAdapters;
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
