package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Takes calls: what shall go wrong first, then the token, the limits, the arguments, and last the method itself. */
final class WebApi implements AutoCloseable {
    private static final String BASE = "/api/";

    private final World world;
    private final Tokens tokens;
    private final Watch watch;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Method> methods = new LinkedHashMap<>();
    final RateLimits limits;
    final Trouble trouble = new Trouble();
    final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

    /** An answer on its way out; no body where the connection is cut. */
    private record Reply(int status, @Nullable ObjectNode body, int retryAfter) {
        String outcome() {
            return body == null
                    ? status == 0 ? "lost" : Integer.toString(status)
                    : body.path("ok").asBoolean() ? "ok" : body.path("error").asText();
        }
    }

    WebApi(World world, Tokens tokens, Watch watch) throws IOException {
        this.world = world;
        this.tokens = tokens;
        this.watch = watch;
        limits = new RateLimits(world.pace.window(), watch);
        // Otherwise a head and a body in two packets wait 40 ms for each other.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    void serve(List<Method> served) {
        served.forEach(method -> methods.put(method.name(), method));
    }

    /** Something beside the API, such as files. */
    void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    void start() {
        serve(BASE, this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var at = Instant.now();
        var name = exchange.getRequestURI().getPath().substring(BASE.length());
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var arguments = new LinkedHashMap<String, JsonNode>();
        Reply reply;
        try {
            arguments.putAll(arguments(exchange, name, body));
            reply = answer(exchange, name, arguments);
        } catch (Refusal refusal) {
            reply = new Reply(200, refusal.body(), 0);
        } catch (RuntimeException e) {
            watch.violation("The fake itself failed on " + name + ": " + e);
            reply = new Reply(500, null, 0);
        }
        arguments.remove("token");
        requests.add(new RecordedRequest(name, arguments, reply.status(), reply.outcome(), at));
        send(exchange, name, reply);
    }

    private Map<String, JsonNode> arguments(HttpExchange exchange, String name, String body) {
        var arguments = new LinkedHashMap<String, JsonNode>();
        var query = exchange.getRequestURI().getRawQuery();
        if (query != null) {
            arguments.putAll(Call.form(query));
            if (arguments.containsKey("token")) {
                watch.violation(name + ": the token is in the address");
            }
        }
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (body.isEmpty()) {
            return arguments;
        }
        if (type == null) {
            watch.violation(name + ": a body without Content-Type");
            throw Refusal.of("missing_post_type");
        }
        var kind = type.toLowerCase(Locale.ROOT);
        if (kind.startsWith("application/x-www-form-urlencoded")) {
            arguments.putAll(Call.form(body));
        } else if (kind.startsWith("application/json")) {
            json(name, body, arguments);
        } else {
            watch.violation(name + ": Content-Type " + type);
            throw Refusal.of("invalid_post_type");
        }
        return arguments;
    }

    private void json(String name, String body, Map<String, JsonNode> arguments) {
        var method = methods.get(name);
        if (method != null && !method.json()) {
            // Slack overlooks such a body, and then what is in it is missing.
            watch.violation(name + ": takes forms and no JSON");
            return;
        }
        var node = Json.read(body);
        if (!node.isObject()) {
            watch.violation(name + ": the body is no JSON object");
            throw Refusal.of("invalid_json");
        }
        node.properties().forEach(entry -> arguments.put(entry.getKey(), entry.getValue()));
    }

    private Reply answer(HttpExchange exchange, String name, Map<String, JsonNode> arguments) {
        var harm = trouble.next(name);
        if (harm.isPresent()) {
            switch (harm.get()) {
                case Trouble.Harm.Status(int code) -> {
                    return new Reply(code, null, 0);
                }
                case Trouble.Harm.Refused(String error) -> throw Refusal.of(error);
                case Trouble.Harm.Hang() -> {
                    trouble.hang();
                    return new Reply(0, null, 0);
                }
                case Trouble.Harm.Limited _, Trouble.Harm.Lost _ -> {}
            }
        }
        var method = methods.get(name);
        if (method == null) {
            watch.violation(name + ": no such method");
            throw Refusal.of("unknown_method");
        }
        tokens.check(exchange.getRequestHeaders().getFirst("Authorization"), arguments, method);
        var call = new Call(name, arguments);
        int wait = harm.orElse(null) instanceof Trouble.Harm.Limited(int seconds)
                ? limits.refuse(method, call.text("channel"), seconds)
                : limits.take(method, call.text("channel"));
        if (wait > 0) {
            return new Reply(429, Refusal.of("ratelimited").body(), wait);
        }
        check(method, call);
        synchronized (world) {
            var answer = method.handler().apply(call);
            boolean lost = harm.orElse(null) instanceof Trouble.Harm.Lost;
            return new Reply(lost ? 0 : 200, lost ? null : answer, 0);
        }
    }

    private void check(Method method, Call call) {
        call.arguments().keySet().stream()
                .filter(argument -> !method.knows(argument))
                .forEach(argument -> watch.violation(method.name() + ": unknown argument " + argument));
        var missing = method.required().stream()
                .filter(argument -> !call.has(argument))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            watch.violation(method.name() + ": missing " + missing);
            throw Refusal.of(
                    "invalid_arguments",
                    missing.stream()
                            .map(argument -> "missing required field: " + argument)
                            .toList());
        }
    }

    private void send(HttpExchange exchange, String name, Reply reply) throws IOException {
        if (reply.status() == 0) {
            return;
        }
        var headers = exchange.getResponseHeaders();
        if (reply.retryAfter() > 0) {
            headers.set("Retry-After", Integer.toString(reply.retryAfter()));
        }
        var body = reply.body();
        if (body == null) {
            headers.set("Content-Type", "text/html; charset=utf-8");
            write(exchange, reply.status(), "<html><body>Server Error</body></html>");
            return;
        }
        headers.set("Content-Type", "application/json; charset=utf-8");
        headers.set("x-oauth-scopes", String.join(",", tokens.scopes()));
        var method = methods.get(name);
        if (method != null) {
            headers.set("x-accepted-oauth-scopes", method.scope());
        }
        write(exchange, reply.status(), Json.text(body));
    }

    static void write(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        trouble.clear();
        server.stop(0);
        threads.shutdownNow();
    }
}
