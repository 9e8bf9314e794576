package dev.parley.bot.platform.slack;

import com.slack.api.bolt.response.Response;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.bot.platform.Presence;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP mode: Slack's requests come in by a port, through a proxy that brings TLS. Nothing of a request is looked at
 * before its signature is right, and each is answered when what it brought is safe.
 */
final class SlackHttp implements SlackConnection.Way {
    private static final Logger log = LoggerFactory.getLogger(SlackHttp.class);
    private static final Set<String> PATHS = Set.of("/slack/events", "/slack/commands", "/slack/interactions");
    private static final int MOST_BYTES = 1_000_000;
    private static final int LEAVING_SECONDS = 1;

    private final String host;
    private final int port;
    private final Signatures signatures;
    private final Intake intake;
    private final Words words;
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final LongAdder badSignatures = new LongAdder();
    private final LongAdder badTimestamps = new LongAdder();
    private final LongAdder replays = new LongAdder();
    private final LongAdder tooLong = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("slack-request-", 0).factory());
    private @Nullable HttpServer server;

    /** Listens to nothing yet; port 0 is any free one. */
    SlackHttp(String host, int port, String signingSecret, Intake intake, Words words, Clock clock) {
        this.host = host;
        this.port = port;
        this.signatures = new Signatures(signingSecret, clock);
        this.intake = intake;
        this.words = words;
    }

    @Override
    public void open() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(host, port), 0);
            made.setExecutor(threads);
            made.createContext("/", this::handle);
            made.start();
            server = made;
            log.info("Slack's requests are taken in at {}:{}", host, port());
        } catch (IOException e) {
            throw new SlackException(
                    words.say("slack.port", host, String.valueOf(port), String.valueOf(e.getMessage())), e);
        }
    }

    /** Where it listens. */
    int port() {
        return Objects.requireNonNull(server).getAddress().getPort();
    }

    @Override
    public CompletableFuture<String> lost() {
        return lost.copy();
    }

    @Override
    public Optional<Presence> presence() {
        return Optional.empty();
    }

    @Override
    public Refused refused() {
        return new Refused(badSignatures.sum(), badTimestamps.sum(), replays.sum(), tooLong.sum(), others.sum());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!PATHS.contains(exchange.getRequestURI().getPath())) {
                refuse(exchange, others, 404, "another path");
                return;
            }
            if (!exchange.getRequestMethod().equals("POST")) {
                refuse(exchange, others, 405, "another method");
                return;
            }
            byte[] body = body(exchange);
            if (body == null) {
                refuse(exchange, tooLong, 413, "more than a megabyte");
                return;
            }
            String signature = exchange.getRequestHeaders().getFirst("X-Slack-Signature");
            switch (signatures.judge(
                    exchange.getRequestHeaders().getFirst("X-Slack-Request-Timestamp"), signature, body)) {
                case WRONG -> refuse(exchange, badSignatures, 401, "its signature is wrong");
                case OLD -> refuse(exchange, badTimestamps, 401, "its time is not now");
                case SEEN -> refuse(exchange, replays, 200, "it was there before");
                case GOOD -> deal(exchange, body, String.valueOf(signature));
            }
        }
    }

    /** Null where it is too long; then the rest is not read. */
    private static byte @Nullable [] body(HttpExchange exchange) throws IOException {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (length != null && (!length.matches("[0-9]{1,7}") || Integer.parseInt(length) > MOST_BYTES)) {
            return null;
        }
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(MOST_BYTES + 1);
            return body.length > MOST_BYTES ? null : body;
        }
    }

    private static void refuse(HttpExchange exchange, LongAdder counter, int status, String why) throws IOException {
        counter.increment();
        log.warn("a request for Slack's port was refused: {}", why);
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(status, -1);
    }

    private void deal(HttpExchange exchange, byte[] body, String signature) throws IOException {
        Response response;
        try {
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            response = intake.request(new String(body, StandardCharsets.UTF_8), type == null ? "" : type);
        } catch (Exception e) {
            // Slack sends it once more.
            log.error("something from Slack was not dealt with", e);
            signatures.forget(signature);
            exchange.sendResponseHeaders(500, -1);
            return;
        }
        String text = response.getBody();
        byte[] answer = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        if (response.getContentType() != null) {
            exchange.getResponseHeaders().set("Content-Type", response.getContentType());
        }
        exchange.sendResponseHeaders(response.getStatusCode(), answer.length == 0 ? -1 : answer.length);
        if (answer.length > 0) {
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(LEAVING_SECONDS);
        }
        threads.shutdown();
    }
}
