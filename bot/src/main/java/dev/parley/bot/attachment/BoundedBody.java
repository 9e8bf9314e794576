package dev.parley.bot.attachment;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes a body up to a limit, whatever its head says, and hangs up on what is not wanted. */
final class BoundedBody implements BodySubscriber<Fetched> {
    private static final int OK = 200;

    private final URI address;
    private final ResponseInfo head;
    private final long limit;
    private final boolean pages;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Fetched> result = new CompletableFuture<>();
    private @Nullable Subscription subscription;

    /** {@code pages}: whether a page of HTML may be what was asked for. */
    BoundedBody(URI address, ResponseInfo head, long limit, boolean pages) {
        this.address = address;
        this.head = head;
        this.limit = limit;
        this.pages = pages;
    }

    @Override
    public CompletionStage<Fetched> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Subscription opened) {
        subscription = opened;
        verdict().ifPresentOrElse(this::hangUp, () -> opened.request(Long.MAX_VALUE));
    }

    private void hangUp(Fetched why) {
        requireNonNull(subscription).cancel();
        result.complete(why);
    }

    /** What the head says already. */
    private Optional<Fetched> verdict() {
        if (head.statusCode() / 100 == 3) {
            return Optional.of(head.headers()
                    .firstValue("Location")
                    .<Fetched>flatMap(this::moved)
                    .orElseGet(() -> new Fetched.Refused(head.statusCode())));
        }
        if (head.statusCode() != OK) {
            return Optional.of(new Fetched.Refused(head.statusCode()));
        }
        if (!pages && isPage()) {
            return Optional.of(new Fetched.Page());
        }
        return length() > limit ? Optional.of(new Fetched.TooLarge()) : Optional.empty();
    }

    private boolean isPage() {
        return head.headers()
                .firstValue("Content-Type")
                .filter(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("text/html"))
                .isPresent();
    }

    private long length() {
        try {
            return head.headers().firstValueAsLong("Content-Length").orElse(0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private Optional<Fetched> moved(String location) {
        try {
            return Optional.of(new Fetched.Moved(address.resolve(location)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            if (result.isDone()) {
                return;
            }
            if (bytes.size() + (long) buffer.remaining() > limit) {
                hangUp(new Fetched.TooLarge());
                return;
            }
            var piece = new byte[buffer.remaining()];
            buffer.get(piece);
            bytes.writeBytes(piece);
        }
    }

    @Override
    public void onError(Throwable cause) {
        result.complete(new Fetched.Broken(cause));
    }

    @Override
    public void onComplete() {
        result.complete(new Fetched.Body(bytes.toByteArray()));
    }
}
