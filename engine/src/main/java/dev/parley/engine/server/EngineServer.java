package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.engine.core.Engine;
import dev.parley.engine.core.Message;
import dev.parley.engine.core.Prompt;
import dev.parley.engine.core.Scheduler.Forgotten;
import dev.parley.engine.llama.LlamaBuffers;
import dev.parley.engine.models.MachineMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The engine over HTTP, on loopback only. Every path but {@code /health} needs the bearer token; the Host header is
 * checked, so that a web page cannot reach it through a name of its own that resolves to loopback; no CORS.
 */
final class EngineServer implements AutoCloseable {
    private static final int LARGEST_BODY = 16 << 20;

    private final Engine engine;
    private final EngineSettings settings;
    private final EngineInfo info;
    private final ChatCompletions completions;
    private final Completions rawCompletions;
    private final LoraAdapters adapters;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Starts serving.
     *
     * @param engine the engine; closed by its owner, after the server
     * @param settings port (0 for any free one), token and model name
     * @param info what {@code /props} says
     * @throws IOException if the port is taken
     */
    EngineServer(Engine engine, EngineSettings settings, EngineInfo info) throws IOException {
        this.engine = engine;
        this.settings = settings;
        this.info = info;
        completions = new ChatCompletions(engine, settings.modelName(), Clock.systemUTC());
        rawCompletions = new Completions(engine, settings.modelName(), Clock.systemUTC());
        adapters = new LoraAdapters(engine.adapters());
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /**
     * The port.
     *
     * @return the one that was asked for, or the one found
     */
    int port() {
        return http.getAddress().getPort();
    }

    EngineInfo info() {
        return info;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                admit(exchange);
                route(exchange);
            } catch (RuntimeException e) {
                ApiException api = ApiException.of(e);
                if (exchange.getResponseCode() < 0) {
                    answer(exchange, api.status(), api.toJson());
                }
            }
        }
    }

    private void admit(HttpExchange exchange) {
        String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .orElse("");
        if (!List.of("127.0.0.1:" + port(), "localhost:" + port(), "[::1]:" + port())
                .contains(host)) {
            throw new ApiException(403, "forbidden", "This engine answers to 127.0.0.1 and localhost only.");
        }
        if (exchange.getRequestURI().getPath().equals("/health")) {
            return;
        }
        String given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!MessageDigest.isEqual(bytes("Bearer " + settings.token()), bytes(given))) {
            throw new ApiException(
                    401, "authentication_error", "The Authorization header does not carry this engine's token.");
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String call = exchange.getRequestMethod() + " " + path;
        switch (call) {
            case "GET /health" -> answer(exchange, 200, health());
            case "GET /props" -> answer(exchange, 200, props());
            case "GET /v1/models" -> answer(exchange, 200, models());
            case "GET /lora-adapters" -> answer(exchange, 200, adapters.list());
            case "POST /lora-adapters/load" -> answer(exchange, 200, adapters.load(body(exchange)));
            case "POST /tokenize" -> answer(exchange, 200, tokenize(body(exchange)));
            case "POST /apply-template" -> answer(exchange, 200, applyTemplate(body(exchange)));
            case "POST /v1/chat/completions" -> completions.handle(exchange, body(exchange));
            case "POST /v1/completions" -> rawCompletions.handle(exchange, body(exchange));
            default -> {
                if (!call.startsWith("DELETE /v1/cache/")) {
                    throw ApiException.notFound("There is no " + call + " here.");
                }
                answer(exchange, 200, forget(exchange.getRequestURI().getRawPath()));
            }
        }
    }

    private ObjectNode health() {
        return Json.object()
                .put("status", "ok")
                .put("busy", engine.scheduler().busy())
                .put("steps", engine.scheduler().steps());
    }

    private ObjectNode props() {
        Engine.States states = engine.states();
        ObjectNode props = info.toJson();
        props.putObject("states")
                .put("count", states.states())
                .put("bytes", states.bytes())
                .put("files", states.files())
                .put("file_bytes", states.fileBytes());
        LlamaBuffers buffers = engine.buffers();
        props.putObject("memory")
                .put("model", buffers.model())
                .put("kv", buffers.cells())
                .put("output", buffers.output())
                .put("compute", buffers.compute())
                .put("total", buffers.total())
                .put("resident", MachineMemory.ofThisMachine().resident());
        return props;
    }

    private ObjectNode models() {
        ObjectNode root = Json.object().put("object", "list");
        root.putArray("data")
                .addObject()
                .put("id", settings.modelName())
                .put("object", "model")
                .put("owned_by", "parley");
        return root;
    }

    private ObjectNode tokenize(JsonNode body) {
        if (!body.has("messages")) {
            return tokens(engine.tokenizer().tokenize(body.path("content").asText("")));
        }
        Prompt prompt = engine.prompts().encode(ChatRequest.messages(body), ChatRequest.cacheKey(body));
        ObjectNode reply = tokens(prompt.tokens());
        ArrayNode counts = reply.putArray("message_tokens");
        prompt.messageTokens().forEach(counts::add);
        return reply;
    }

    private ObjectNode applyTemplate(JsonNode body) {
        List<Message> messages = ChatRequest.messages(body);
        ObjectNode reply = Json.object().put("prompt", engine.prompts().render(messages));
        if (Json.flag(body, "tokens", false)) {
            Prompt prompt = engine.prompts().encode(messages, ChatRequest.cacheKey(body));
            reply.set("tokens", tokens(prompt.tokens()).get("tokens"));
        }
        return reply;
    }

    private static ObjectNode tokens(int[] tokens) {
        ObjectNode reply = Json.object();
        ArrayNode array = reply.putArray("tokens");
        Arrays.stream(tokens).forEach(array::add);
        return reply;
    }

    private ObjectNode forget(String rawPath) {
        String key =
                URLDecoder.decode(rawPath.substring("/v1/cache/".length()).replace("+", "%2B"), StandardCharsets.UTF_8);
        Forgotten forgotten = engine.scheduler().forget(key).join();
        return Json.object()
                .put("states", forgotten.states())
                .put("files", forgotten.files())
                .put("replies", forgotten.replies());
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw new ApiException(
                        413, "invalid_request_error", "The body is larger than " + (LARGEST_BODY >> 20) + " MB.");
            }
            return Json.parse(bytes);
        }
    }

    static void answer(HttpExchange exchange, int status, JsonNode node) throws IOException {
        byte[] bytes = Json.bytes(node);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
