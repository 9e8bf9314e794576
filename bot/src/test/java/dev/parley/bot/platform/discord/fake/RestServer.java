package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes requests: faults first, then the token, the limits, the description, and last the route. */
final class RestServer implements AutoCloseable {
    static final String BASE = "/api/v10";

    private final World world;
    private final String token;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Route> routes = new ArrayList<>();
    private final @Nullable OpenApi description = OpenApi.find().orElse(null);
    final RateLimits limits = new RateLimits();
    final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    final List<String> violations = new CopyOnWriteArrayList<>();
    private volatile Outage outage = new Outage(Instant.MIN, 503);
    volatile Duration delay = Duration.ZERO;
    volatile boolean losesAnswers;

    private record Outage(Instant until, int status) {}

    /** An answer on its way out, with the limits that go into its headers. */
    private record Reply(Answer answer, RateLimits.@Nullable Verdict verdict, JsonNode body) {}

    RestServer(World world, String token) throws IOException {
        this.world = world;
        this.token = token;
        // Otherwise a head and a body in two packets wait 40 ms for each other.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    void start(List<Route> served) {
        routes.addAll(served);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    boolean validates() {
        return description != null;
    }

    void fail(Duration length, int status) {
        outage = new Outage(Instant.now().plus(length), status);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readAllBytes();
            if (path.startsWith("/attachments/")) {
                sendFile(exchange, path);
                return;
            }
            var at = Instant.now();
            LockSupport.parkNanos(delay.toNanos());
            var inside = path.startsWith(BASE + "/") ? path.substring(BASE.length()) : path;
            Reply reply;
            try {
                reply = answer(exchange, path.startsWith(BASE + "/"), inside, body);
            } catch (RuntimeException e) {
                violations.add("The fake itself failed on " + exchange.getRequestMethod() + " " + path + ": " + e);
                reply = new Reply(error(500, "500: Internal Server Error"), null, MissingNode.getInstance());
            }
            requests.add(new RecordedRequest(
                    exchange.getRequestMethod(), inside, reply.answer().status(), reply.body(), at));
            send(exchange, reply);
        }
    }

    private Reply answer(HttpExchange exchange, boolean known, String path, byte[] bytes) {
        JsonNode body = MissingNode.getInstance();
        RateLimits.Verdict verdict = null;
        try {
            var failing = outage;
            if (Instant.now().isBefore(failing.until())) {
                return new Reply(error(failing.status(), failing.status() + ": Service Unavailable"), null, body);
            }
            var route = route(exchange.getRequestMethod(), known ? path : "");
            var variables = route.match(path).orElseThrow();
            if (!route.isOpen()
                    && !("Bot " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                throw Refusal.of(401, 0, "401: Unauthorized");
            }
            verdict = limits.take(route, variables);
            if (!verdict.allowed()) {
                return new Reply(tooMany(verdict), verdict, body);
            }
            var type = exchange.getRequestHeaders().getFirst("Content-Type");
            List<Upload> files = List.of();
            if (type != null && type.startsWith("multipart/form-data")) {
                var parts = Multipart.parse(type, bytes);
                body = parts.json() == null ? body : json(parts.json().getBytes(StandardCharsets.UTF_8));
                files = parts.files();
            } else if (bytes.length > 0) {
                if (type == null || !type.startsWith("application/json")) {
                    throw Refusal.form("_", "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header to be JSON");
                }
                body = json(bytes);
            }
            validate(route, path, body);
            var call = new Call(variables, query(exchange.getRequestURI().getRawQuery()), body, files);
            synchronized (world) {
                var answer = route.handler().apply(call);
                boolean lost = losesAnswers && route.method().equals("POST");
                return new Reply(lost ? error(502, "502: Bad Gateway") : answer, verdict, body);
            }
        } catch (Refusal refusal) {
            return new Reply(new Answer(refusal.status(), refusal.body()), verdict, body);
        }
    }

    private Route route(String method, String path) {
        var there =
                routes.stream().filter(route -> route.match(path).isPresent()).toList();
        if (there.isEmpty()) {
            throw Refusal.unknownRoute();
        }
        return there.stream()
                .filter(route -> route.method().equals(method))
                .findFirst()
                .orElseThrow(() -> Refusal.of(405, 0, "405: Method Not Allowed"));
    }

    private void validate(Route route, String path, JsonNode body) {
        if (description == null) {
            return;
        }
        var problems = description.problems(route, body);
        if (!problems.isEmpty()) {
            violations.add(route.method() + " " + path + ": " + String.join("; ", problems));
            throw Refusal.form("_", "SCHEMA", String.join("; ", problems));
        }
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw Refusal.of(400, 50109, "The request body contains invalid JSON.");
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new LinkedHashMap<String, String>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int sign = pair.indexOf('=');
                query.put(
                        sign < 0 ? pair : pair.substring(0, sign),
                        sign < 0 ? "" : URLDecoder.decode(pair.substring(sign + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static Answer error(int status, String message) {
        return new Answer(status, Json.object().put("message", message).put("code", 0));
    }

    private static Answer tooMany(RateLimits.Verdict verdict) {
        return new Answer(
                429,
                Json.object()
                        .put("message", "You are being rate limited.")
                        .put("retry_after", Math.ceil(verdict.seconds() * 1000) / 1000)
                        .put("global", verdict.global()));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Via", "1.1 google");
        var verdict = reply.verdict();
        if (verdict != null) {
            var now = System.currentTimeMillis() / 1000.0;
            headers.set("X-RateLimit-Limit", Integer.toString(verdict.limit()));
            headers.set("X-RateLimit-Remaining", Integer.toString(verdict.remaining()));
            headers.set("X-RateLimit-Reset", String.format(Locale.ROOT, "%.3f", now + verdict.seconds()));
            headers.set("X-RateLimit-Reset-After", String.format(Locale.ROOT, "%.3f", verdict.seconds()));
            headers.set("X-RateLimit-Bucket", verdict.bucket());
            if (!verdict.allowed()) {
                headers.set("Retry-After", Long.toString((long) Math.ceil(verdict.seconds())));
                headers.set("X-RateLimit-Scope", verdict.global() ? "global" : "user");
                if (verdict.global()) {
                    headers.set("X-RateLimit-Global", "true");
                }
            }
        }
        var body = reply.answer().body();
        if (body == null) {
            exchange.sendResponseHeaders(reply.answer().status(), -1);
            return;
        }
        headers.set("Content-Type", "application/json");
        var bytes = Json.text(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.answer().status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void sendFile(HttpExchange exchange, String path) throws IOException {
        Upload file;
        synchronized (world) {
            var parts = path.split("/", -1);
            file = parts.length == 5 && parts[3].matches("\\d+") ? world.files.get(Long.parseLong(parts[3])) : null;
        }
        if (file == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", file.contentType());
        exchange.sendResponseHeaders(200, file.bytes().length == 0 ? -1 : file.bytes().length);
        exchange.getResponseBody().write(file.bytes());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
