package dev.parley.engine.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A loopback server that speaks the engine's protocol to the byte, and breaks it where a test says so. */
final class FaultServer implements AutoCloseable {

    /** What a test does with each connection's request. */
    interface Script {
        void answer(Exchange exchange) throws Exception;
    }

    record Request(String method, String path, Map<String, String> headers, String body) {}

    static final String TOKEN = "secret-of-this-test";

    final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    final AtomicInteger connections = new AtomicInteger();

    private final ServerSocket listening;
    private final List<Socket> sockets = new ArrayList<>();
    private final Script script;

    FaultServer(Script script) {
        this.script = script;
        try {
            this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    EngineEndpoint.Address address() {
        return new EngineEndpoint.Address(URI.create("http://127.0.0.1:" + listening.getLocalPort()), TOKEN);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        synchronized (sockets) {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                var socket = listening.accept();
                connections.incrementAndGet();
                synchronized (sockets) {
                    sockets.add(socket);
                }
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                var exchange = new Exchange(readRequest(in), socket, in);
                requests.add(exchange.request);
                exchanges.add(exchange);
                answer(exchange);
            }
        } catch (Exception clientLeft) {
            // Tests see it from the client's side, or by Exchange.clientLeft.
        }
    }

    private void answer(Exchange exchange) throws Exception {
        try {
            script.answer(exchange);
        } catch (IOException notWritten) {
            exchange.clientLeft.complete(null);
            throw notWritten;
        }
    }

    private static Request readRequest(InputStream in) throws IOException {
        var start = line(in).split(" ", 3);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        return new Request(start[0], start[1], headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** One request and the ways to answer it. */
    static final class Exchange {

        final Request request;
        final CompletableFuture<Void> clientLeft = new CompletableFuture<>();
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Exchange(Request request, Socket socket, InputStream in) throws IOException {
            this.request = request;
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
        }

        void json(int status, String body) throws IOException {
            var bytes = body.getBytes(UTF_8);
            write("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                    + "\r\n\r\n");
            out.write(bytes);
            out.flush();
        }

        Exchange startStream() throws IOException {
            write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            return this;
        }

        /** One HTTP chunk of raw bytes. */
        Exchange chunk(byte[] bytes) throws IOException {
            out.write((Integer.toHexString(bytes.length).toLowerCase(Locale.ROOT) + "\r\n").getBytes(ISO_8859_1));
            out.write(bytes);
            out.write(new byte[] {'\r', '\n'});
            out.flush();
            return this;
        }

        Exchange event(String data) throws IOException {
            return chunk(("data: " + data + "\n\n").getBytes(UTF_8));
        }

        Exchange comment(String comment) throws IOException {
            return chunk((": " + comment + "\n").getBytes(UTF_8));
        }

        Exchange progress(int done, int cached, int total) throws IOException {
            return event("""
                    {"object":"chat.completion.chunk","id":"c1","created":1,"model":"m",\
                    "choices":[{"index":0,"delta":{},"finish_reason":null}],\
                    "prompt_progress":{"total":%d,"cache":%d,"processed":%d,"time_ms":3}}""".formatted(total, cached, done));
        }

        Exchange delta(String text) throws IOException {
            return event("""
                    {"object":"chat.completion.chunk","id":"c1","created":1,"model":"m",\
                    "choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}""".formatted(Json.write(text)));
        }

        Exchange finish(String reason) throws IOException {
            return event("""
                    {"object":"chat.completion.chunk","id":"c1","created":1,"model":"m",\
                    "choices":[{"index":0,"delta":{},"finish_reason":"%s"}]}""".formatted(reason));
        }

        Exchange usage(int prompt, int cached, int completion) throws IOException {
            return event("""
                    {"object":"chat.completion.chunk","id":"c1","created":1,"model":"m","choices":[],\
                    "usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
                    "prompt_tokens_details":{"cached_tokens":%d}},\
                    "timings":{"cache_n":%d,"prompt_n":%d,"prompt_ms":10.0,"prompt_per_second":140.5,\
                    "predicted_n":%d,"predicted_ms":20.0,"predicted_per_second":90.25}}""".formatted(
                            prompt, completion, prompt + completion, cached, cached, prompt - cached, completion));
        }

        Exchange done() throws IOException {
            return event("[DONE]");
        }

        /** Ends the body as HTTP wants it; what was said before may still lack its end. */
        void endStream() throws IOException {
            write("0\r\n\r\n");
        }

        /** Ends the connection by a reset, as a process that is killed does. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Says no more until the client closes its end. */
        void silence() throws IOException {
            try {
                while (in.read() >= 0) {
                    // What a client says after its request does not matter.
                }
            } finally {
                clientLeft.complete(null);
            }
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(ISO_8859_1));
            out.flush();
        }
    }
}
