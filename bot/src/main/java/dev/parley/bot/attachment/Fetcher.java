package dev.parley.bot.attachment;

import dev.parley.engine.client.Cancellation;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches a file, in bounded time and length, from hosts that are allowed and from no other. */
final class Fetcher implements AutoCloseable {
    private static final int MOST_REDIRECTS = 3;
    private static final int FOUND = 302;

    private final Origins origins;
    private final Map<String, String> headers;
    private final Duration patience;
    private final HttpClient http;

    Fetcher(Origins origins, Map<String, String> headers, Duration patience) {
        this.origins = origins;
        this.headers = Map.copyOf(headers);
        this.patience = patience;
        // Redirects are followed below, where the next host is looked at first. Without TLS the client would ask for
        // HTTP/2 by a header that some servers stumble over.
        this.http = HttpClient.newBuilder()
                .followRedirects(Redirect.NEVER)
                .version(Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    /**
     * Fetches one file; blocks.
     *
     * @param url where it lies, not trusted
     * @param limit most bytes
     * @param pages whether a page of HTML may be what lies there; a page for anything else is one to sign in on
     * @param cancellation breaks it off
     */
    Fetched fetch(String url, long limit, boolean pages, Cancellation cancellation) throws InterruptedException {
        var deadline = System.nanoTime() + patience.toNanos();
        Fetched next;
        try {
            next = new Fetched.Moved(new URI(url));
        } catch (URISyntaxException e) {
            return new Fetched.Foreign();
        }
        for (var asked = 0; next instanceof Fetched.Moved(var address); asked++) {
            if (!origins.allow(address)) {
                return new Fetched.Foreign();
            }
            if (asked > MOST_REDIRECTS) {
                return new Fetched.Refused(FOUND);
            }
            next = ask(address, limit, pages, deadline, cancellation);
        }
        // What was broken off looks like a connection that broke.
        return cancellation.isCancelled() ? new Fetched.Cancelled() : next;
    }

    private Fetched ask(URI address, long limit, boolean pages, long deadline, Cancellation cancellation)
            throws InterruptedException {
        var request = HttpRequest.newBuilder(address);
        headers.forEach(request::setHeader);
        CompletableFuture<HttpResponse<Fetched>> answer =
                http.sendAsync(request.build(), head -> new BoundedBody(address, head, limit, pages));
        try (var _ = cancellation.onCancel(() -> answer.cancel(true))) {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                    .body();
        } catch (TimeoutException e) {
            return new Fetched.Slow();
        } catch (CancellationException e) {
            return new Fetched.Cancelled();
        } catch (ExecutionException e) {
            return new Fetched.Broken(e);
        } finally {
            // Hangs up where the answer is not whole.
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
