package dev.parley.engine.models;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * GET with redirects of our own: only to https or this machine, and the token goes to the first address's origin alone.
 * (The JDK's client would follow to any host, and drops nothing.)
 */
final class WebClient implements AutoCloseable {

    private static final int MOST_REDIRECTS = 8;

    private final HttpClient client;
    private final DownloadLimits limits;

    WebClient(DownloadLimits limits) {
        this.limits = limits;
        // HTTP/1.1: one file over one connection gains nothing from streams, and plain servers dislike the upgrade.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .build();
    }

    /**
     * The answer at the end of the redirects.
     *
     * @param own headers of the answers that came from the first address's origin, where a hub describes the file
     */
    record Answer(int status, HttpHeaders headers, List<HttpHeaders> own, BodyChunks body) implements AutoCloseable {

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        OptionalLong number(String name) {
            return parsed(headers.firstValue(name));
        }

        /** A header that only the first origin is trusted with. */
        Optional<String> ownHeader(String name) {
            return own.stream().flatMap(h -> h.firstValue(name).stream()).findFirst();
        }

        OptionalLong ownNumber(String name) {
            return parsed(ownHeader(name));
        }

        private static OptionalLong parsed(Optional<String> text) {
            return text.filter(t -> t.matches("\\d{1,18}"))
                    .map(t -> OptionalLong.of(Long.parseLong(t)))
                    .orElse(OptionalLong.empty());
        }

        @Override
        public void close() {
            body.close();
        }
    }

    /**
     * Asks for an address.
     *
     * @param token for the address's own origin, null for none
     * @throws SourceException for a redirect that is not followed
     * @throws IOException where no answer comes
     */
    Answer get(URI start, Map<String, String> headers, @Nullable String token)
            throws IOException, SourceException, InterruptedException {
        var own = new ArrayList<HttpHeaders>();
        URI address = start;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            boolean home = SafeAddress.sameOrigin(start, address);
            var response =
                    client.send(request(address, headers, home ? token : null), _ -> new BodyChunks(limits.idle()));
            if (home) {
                own.add(response.headers());
            }
            var target = response.headers().firstValue("Location");
            if (!isRedirect(response) || target.isEmpty()) {
                return new Answer(response.statusCode(), response.headers(), own, response.body());
            }
            response.body().close();
            address = redirected(address, target.get());
        }
        throw SourceException.lasting("it redirects in circles");
    }

    private HttpRequest request(URI address, Map<String, String> headers, @Nullable String token) {
        var request = HttpRequest.newBuilder(address).timeout(limits.idle()).header("User-Agent", "parley");
        headers.forEach(request::header);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private static boolean isRedirect(HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static URI redirected(URI from, String location) throws SourceException {
        try {
            URI address = from.resolve(location);
            SafeAddress.require(address);
            return address;
        } catch (IllegalArgumentException e) {
            throw SourceException.lasting("it redirects to something that is no address", e);
        } catch (DownloadException e) {
            throw SourceException.lasting("it redirects to an address that is not safe: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
