package dev.parley.engine.models;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which hub is asked, and as whom.
 *
 * @param endpoint without a trailing slash
 * @param token sent to that endpoint only; null for none
 */
public record HubSettings(URI endpoint, @Nullable String token) {

    private static final String HUGGING_FACE = "https://huggingface.co";

    /** @throws DownloadException for an endpoint that is neither https nor on this machine */
    public HubSettings {
        SafeAddress.require(endpoint);
    }

    /**
     * From {@code HF_ENDPOINT} and {@code HF_TOKEN}, as Hugging Face's own tools read them.
     *
     * @throws DownloadException for an endpoint that is no address or not safe
     */
    public static HubSettings from(Map<String, String> environment) {
        String endpoint = environment.getOrDefault("HF_ENDPOINT", "").strip().replaceFirst("/+$", "");
        String token = environment.getOrDefault("HF_TOKEN", "").strip();
        try {
            URI address = new URI(endpoint.isEmpty() ? HUGGING_FACE : endpoint);
            if (address.getHost() == null) {
                throw new URISyntaxException(endpoint, "no host");
            }
            return new HubSettings(address, token.isEmpty() ? null : token);
        } catch (URISyntaxException e) {
            throw new DownloadException(
                    "HF_ENDPOINT is \"%s\", which is no address: give one like %s, or unset it."
                            .formatted(endpoint, HUGGING_FACE),
                    e);
        }
    }

    /** Where a file lies: {@code {endpoint}/{repository}/resolve/{revision}/{file}}. */
    URI address(String repository, String revision, String file) {
        String path = "/%s/resolve/%s/%s".formatted(repository, revision, file);
        try {
            return URI.create(endpoint + new URI(null, null, path, null).getRawPath());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    /** Without the token: it must not reach a log. */
    @Override
    public String toString() {
        return "HubSettings[" + endpoint + (token == null ? "]" : ", token given]");
    }
}
