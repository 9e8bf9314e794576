package dev.parley.engine.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A loopback server that answers as the Hugging Face hub does: {@code /{repo}/resolve/{revision}/{file}} describes the
 * file in its headers and redirects to {@code /cdn/...}, which knows ranges and {@code If-Range}. A test can queue other
 * answers in front of it.
 */
final class Hub implements AutoCloseable {

    static final String REPOSITORY = "team/model-GGUF";
    static final String FILE = "model.gguf";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** A request as it came in. */
    record Request(
            String path,
            @Nullable String authorization,
            @Nullable String range,
            @Nullable String ifRange) {}

    /** Another answer. */
    interface Behaviour {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Behaviour> queued = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile byte[] content;
    private volatile String described;
    private volatile @Nullable URI cdn;
    private volatile boolean ranges = true;

    Hub(byte[] content) throws IOException {
        this.content = content;
        this.described = sha256(content);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    URI fileAddress() {
        return endpoint().resolve("/cdn/" + FILE);
    }

    List<Request> requests() {
        return requests;
    }

    /** Serves other bytes from now on, and describes them. */
    void serve(byte[] newContent) {
        content = newContent;
        described = sha256(newContent);
    }

    /** Describes the file with another checksum than it has. */
    void describe(String sha256) {
        described = sha256;
    }

    /** Redirects to another server instead of itself. */
    void redirectTo(URI other) {
        cdn = other;
    }

    /** Answers ranges with the whole file. */
    void forgetRanges() {
        ranges = false;
    }

    /** The next request for the file's bytes is answered so, once. */
    void next(Behaviour behaviour) {
        synchronized (queued) {
            queued.add(behaviour);
        }
    }

    /** The next answer breaks off after that many bytes. */
    void cutNextAfter(int bytes) {
        next((exchange, whole) -> {
            exchange.getResponseHeaders().set("ETag", etag(whole));
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(whole, 0, bytes);
            exchange.getResponseBody().flush();
            throw new IOException("cut, as the test wants it");
        });
    }

    /** The next answer stops after that many bytes and never goes on. */
    void stallNextAfter(int bytes) {
        next((exchange, whole) -> {
            exchange.getResponseHeaders().set("ETag", etag(whole));
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(whole, 0, bytes);
            exchange.getResponseBody().flush();
            awaitClose();
        });
    }

    /** The next answer is this status and nothing else. */
    void refuseNext(int status) {
        next((exchange, _) -> exchange.sendResponseHeaders(status, -1));
    }

    private void answer(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        String path = exchange.getRequestURI().getPath();
        requests.add(new Request(
                path, headers.getFirst("Authorization"), headers.getFirst("Range"), headers.getFirst("If-Range")));
        try (exchange) {
            if (path.startsWith("/cdn/")) {
                Behaviour behaviour;
                synchronized (queued) {
                    behaviour = Objects.requireNonNullElse(queued.poll(), this::file);
                }
                behaviour.answer(exchange, content);
            } else if (path.startsWith("/" + REPOSITORY + "/resolve/") && path.endsWith("/" + FILE)) {
                redirect(exchange);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void redirect(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("X-Linked-Etag", "\"" + described + "\"");
        headers.set("X-Linked-Size", String.valueOf(content.length));
        headers.set("X-Repo-Commit", COMMIT);
        headers.set("Location", cdn == null ? "/cdn/" + FILE + "?signature=secret" : cdn.toString());
        exchange.sendResponseHeaders(302, -1);
    }

    private void file(HttpExchange exchange, byte[] whole) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag(whole));
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean fits = etag(whole).equals(exchange.getRequestHeaders().getFirst("If-Range"));
        if (range == null || !ranges || !fits) {
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(whole);
            return;
        }
        int start = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (start >= whole.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + whole.length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(start, whole.length - 1, whole.length));
        exchange.sendResponseHeaders(206, whole.length - start);
        exchange.getResponseBody().write(whole, start, whole.length - start);
    }

    private void awaitClose() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String etag(byte[] bytes) {
        return "\"etag-" + sha256(bytes).substring(0, 10) + "\"";
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
