package dev.parley.engine.models;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, piece by piece. Unlike the JDK's stream it gives up when nothing comes: a request's own time-out ends
 * with the headers. One piece is asked for at a time, so a slow disk slows the sender and costs no memory.
 */
final class BodyChunks implements HttpResponse.BodySubscriber<BodyChunks>, AutoCloseable {

    private sealed interface Event {
        record Piece(List<ByteBuffer> buffers) implements Event {}

        record End() implements Event {}

        record Failure(Throwable cause) implements Event {}
    }

    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final Duration idle;

    /** @param idle how long to wait for each piece */
    BodyChunks(Duration idle) {
        this.idle = idle;
    }

    /**
     * The next piece, null at the end.
     *
     * @throws IOException if the connection breaks, or nothing comes for too long
     */
    @Nullable List<ByteBuffer> next() throws IOException, InterruptedException {
        subscription.join().request(1);
        var event = queue.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
        return switch (event) {
            case null -> throw new InterruptedIOException("nothing came for " + idle.toSeconds() + " s");
            case Event.Piece piece -> piece.buffers();
            case Event.End _ -> null;
            case Event.Failure failure -> throw new IOException(failure.cause().getMessage(), failure.cause());
        };
    }

    /** Drops what is still to come, and the connection with it. */
    @Override
    public void close() {
        var _ = subscription.thenAccept(Flow.Subscription::cancel);
    }

    @Override
    public CompletionStage<BodyChunks> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription.complete(newSubscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        queue.add(new Event.Piece(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        queue.add(new Event.Failure(cause));
    }

    @Override
    public void onComplete() {
        queue.add(new Event.End());
    }
}
