package dev.parley.engine.client;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's transport, ours because the stock one serves streams on one worker of the common pool, cannot be
 * cancelled before the first token, waits for a stalled stream without end and takes a connection cut off for a complete
 * answer. Each stream runs on a virtual thread of its own and ends in exactly one of: {@code onClose} after
 * {@code [DONE]}, {@code onError}, or nothing at all after a cancel.
 */
final class EngineHttpClient implements HttpClient, AutoCloseable {

    /** Stands in requests for the engine's address, which is known only when a request is sent. */
    static final String PLACEHOLDER = "http://engine.invalid";

    /** What closes the connection of a stream that is started in this scope; {@code execute} runs on its caller's thread. */
    static final ScopedValue<Cancellation> CANCELLATION = ScopedValue.newInstance();

    private static final int ERROR_BODY_BYTES = 64 << 10;

    private final EngineEndpoint endpoint;
    private final TransportLimits limits;
    private final LongSupplier nanoTime;
    private final java.net.http.HttpClient http;

    EngineHttpClient(EngineEndpoint endpoint, TransportLimits limits, LongSupplier nanoTime) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.http = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(limits.connect())
                .proxy(java.net.http.HttpClient.Builder.NO_PROXY)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        try (var exchange = open(request, new Cancellation(), limits.idle())) {
            return SuccessfulHttpResponse.builder()
                    .statusCode(exchange.response.statusCode())
                    .headers(exchange.response.headers().map())
                    .body(readText(exchange.body, limits.bodyBytes()))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        var cancellation = CANCELLATION.isBound() ? CANCELLATION.get() : new Cancellation();
        Thread.ofVirtual().name("engine-stream").start(() -> stream(request, cancellation, listener));
    }

    /** Ends every exchange at once. */
    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    private void stream(HttpRequest request, Cancellation cancellation, ServerSentEventListener listener) {
        // No limit before the headers: a queued request may wait long for its turn.
        try (var exchange = open(request, cancellation, null)) {
            listener.onOpen(SuccessfulHttpResponse.builder()
                    .statusCode(exchange.response.statusCode())
                    .headers(exchange.response.headers().map())
                    .build());
            readEvents(exchange, cancellation, listener);
        } catch (IOException | RuntimeException | Error failure) {
            if (!cancellation.isCancelled()) {
                listener.onError(failure);
            }
        }
    }

    private void readEvents(Exchange exchange, Cancellation cancellation, ServerSentEventListener listener)
            throws IOException {
        var events = new EventReader(exchange.body, limits.eventBytes());
        var context = new ServerSentEventContext(new Handle(cancellation));
        for (var event = events.next(); event != null; event = events.next()) {
            if (cancellation.isCancelled()) {
                return;
            }
            if (event.data().equals("[DONE]")) {
                listener.onClose();
                exchange.drain();
                return;
            }
            var error = EngineErrors.inStream(event);
            if (error.isPresent()) {
                throw error.get();
            }
            listener.onEvent(event, context);
        }
        throw new EOFException("the stream ended before the reply was complete.");
    }

    private Exchange open(HttpRequest request, Cancellation cancellation, @Nullable Duration headerTimeout)
            throws IOException {
        var sent = http.sendAsync(translate(request, headerTimeout), BodyHandlers.ofInputStream());
        HttpResponse<InputStream> response;
        try (var _ = cancellation.onCancel(() -> sent.cancel(true))) {
            response = sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (CancellationException e) {
            throw new InterruptedIOException("cancelled.");
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted.");
        }
        var exchange = new Exchange(response, limits.idle(), nanoTime, cancellation);
        if (response.statusCode() / 100 != 2) {
            try (exchange) {
                throw new HttpException(response.statusCode(), readText(exchange.body, ERROR_BODY_BYTES));
            }
        }
        return exchange;
    }

    private java.net.http.HttpRequest translate(HttpRequest request, @Nullable Duration headerTimeout)
            throws CharacterCodingException {
        if (!request.url().startsWith(PLACEHOLDER)) {
            throw new IllegalArgumentException("This client speaks to the engine only, not to " + request.url() + ".");
        }
        var address = endpoint.address();
        var uri = URI.create(address.base() + request.url().substring(PLACEHOLDER.length()));
        var builder = java.net.http.HttpRequest.newBuilder(uri);
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        if (!address.token().isEmpty()) {
            builder.setHeader("Authorization", "Bearer " + address.token());
        }
        if (headerTimeout != null) {
            builder.timeout(headerTimeout);
        }
        var body = request.body();
        return builder.method(
                        request.method().name(),
                        body == null
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofByteArray(encode(body)))
                .build();
    }

    /** UTF-8 with U+FFFD for a lone surrogate, where {@code String.getBytes} would write a question mark. */
    private static byte[] encode(String text) throws CharacterCodingException {
        var encoded = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith(new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd})
                .encode(CharBuffer.wrap(text));
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static String readText(InputStream body, int limit) throws IOException {
        var bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new ProtocolException("an answer is longer than " + limit + " bytes.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** An answer whose headers have come, and the connection behind it. */
    private static final class Exchange implements AutoCloseable {

        private final HttpResponse<InputStream> response;
        private final InputStream body;
        private final Cancellation.Registration registration;

        Exchange(HttpResponse<InputStream> response, Duration idle, LongSupplier nanoTime, Cancellation cancellation) {
            this.response = response;
            this.body = new WatchedInputStream(response.body(), idle, nanoTime).watched();
            this.registration = cancellation.onCancel(this::closeBody);
        }

        /** Reads the end of the body, so that the connection serves the next request. */
        void drain() {
            try {
                body.read();
            } catch (IOException notReusable) {
                // The answer was complete; the next request opens another connection.
            }
        }

        @Override
        public void close() {
            registration.close();
            closeBody();
        }

        private void closeBody() {
            try {
                body.close();
            } catch (IOException closedAnyway) {
                // Nothing is read from it any more.
            }
        }
    }

    /** LangChain4j's own way to cancel from inside a handler. */
    private record Handle(Cancellation cancellation) implements ServerSentEventParsingHandle {

        @Override
        public void cancel() {
            cancellation.cancel();
        }

        @Override
        public boolean isCancelled() {
            return cancellation.isCancelled();
        }
    }
}
