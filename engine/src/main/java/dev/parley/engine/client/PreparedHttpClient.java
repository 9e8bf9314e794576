package dev.parley.engine.client;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hands LangChain4j a client that exists already. The time-outs that it proposes are ignored: a read time-out would end
 * a reply that is merely long.
 *
 * @param client what {@link #build()} returns
 */
record PreparedHttpClient(HttpClient client) implements HttpClientBuilder {

    @Override
    public @Nullable Duration connectTimeout() {
        return null;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public @Nullable Duration readTimeout() {
        return null;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    @Override
    public HttpClient build() {
        return client;
    }
}
