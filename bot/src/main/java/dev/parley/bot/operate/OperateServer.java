package dev.parley.bot.operate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /metrics}. On loopback the Host header is checked, so that a web
 * page cannot read it through a name of its own that resolves to loopback. Many connections at once cost no threads while
 * they say nothing, and are {@linkplain #limitConnections closed} in the end.
 */
public final class OperateServer implements AutoCloseable {
    /** More are closed at once: file handles are what replies and the database live on. */
    private static final int MOST_CONNECTIONS = 1500;

    /** Seconds in which a request has to be there, counted from the connection on. */
    private static final int LONGEST_REQUEST = 10;

    /** Writing all figures takes milliseconds of the CPU that replies need. */
    private static final int SCRAPES_AT_ONCE = 2;

    private static final String JSON = "application/json; charset=utf-8";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Health health;
    private final PrometheusMeterRegistry registry;
    private final JsonMapper json = JsonMapper.builder().build();
    private final Semaphore scrapes = new Semaphore(SCRAPES_AT_ONCE);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("operate-", 0).factory());
    private final HttpServer http;

    /**
     * Tells the JDK's server, for the whole process, how many connections it may hold and how long it waits for a
     * request. It reads that once: to be called before the first server is made. What somebody set stays.
     */
    public static void limitConnections() {
        var properties = System.getProperties();
        properties.putIfAbsent("jdk.httpserver.maxConnections", String.valueOf(MOST_CONNECTIONS));
        properties.putIfAbsent("sun.net.httpserver.maxReqTime", String.valueOf(LONGEST_REQUEST));
    }

    /**
     * Starts serving.
     *
     * @param address where
     * @param health what {@code /health/ready} says
     * @param registry what {@code /metrics} says
     * @throws IOException if that address cannot be listened to: it is in use, or not this machine's
     */
    public OperateServer(InetSocketAddress address, Health health, PrometheusMeterRegistry registry)
            throws IOException {
        this.health = health;
        this.registry = registry;
        http = HttpServer.create(address, 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isForUs(exchange)) {
                answer(exchange, 403, TEXT, "This answers to 127.0.0.1 and localhost only.\n");
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "GET", "HEAD" -> route(exchange);
                default -> answer(exchange, 405, TEXT, "There is nothing here to change.\n");
            }
        }
    }

    private boolean isForUs(HttpExchange exchange) {
        InetAddress address = address().getAddress();
        String port = ":" + address().getPort();
        String host = exchange.getRequestHeaders().getFirst("Host");
        return !address.isLoopbackAddress()
                || host == null
                || List.of("localhost" + port, "127.0.0.1" + port, "[::1]" + port, address.getHostAddress() + port)
                        .contains(host);
    }

    private void route(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/health/live" -> answer(exchange, 200, JSON, json.writeValueAsString(Map.of("live", true)));
            case "/health/ready" -> {
                Health.State state = health.look();
                answer(exchange, state.ready() ? 200 : 503, JSON, json.writeValueAsString(told(state)));
            }
            case "/metrics" -> answer(exchange, 200, TEXT, scrape());
            default -> answer(exchange, 404, TEXT, "Here are /health/live, /health/ready and /metrics.\n");
        }
    }

    private static Map<String, Object> told(Health.State state) {
        Map<String, Object> parts = new LinkedHashMap<>();
        for (Health.Part each : state.parts()) {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("ok", each.ok());
            part.put("reason", each.reason());
            parts.put(each.name(), part);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("ready", state.ready());
        told.put("parts", parts);
        return told;
    }

    private String scrape() {
        scrapes.acquireUninterruptibly();
        try {
            return registry.scrape(TEXT);
        } finally {
            scrapes.release();
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    /** Breaks off what is being answered. Nobody is interrupted. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdown();
    }
}
