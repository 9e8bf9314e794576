package dev.parley.bot.platform.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.util.http.SlackHttpClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slack's Web API: the one place that calls it. Every call waits for its share of what Slack allows, and what Slack says
 * of waiting is obeyed for all. Nothing is tried again here.
 */
final class SlackWeb implements AutoCloseable {
    /** A minute of Slack's, whose clock may run a little slower than ours. */
    static final Duration MINUTE = Duration.ofMillis(60_500);

    private static final Logger log = LoggerFactory.getLogger(SlackWeb.class);
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int TOO_MANY = 429;
    private static final Duration UNSAID_PAUSE = Duration.ofSeconds(30);
    private static final int LONGEST_PAUSE_SECONDS = 3600;
    private static final int IDLE_CONNECTIONS = 8;
    private static final int IDLE_SECONDS = 20;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Slack slack;
    private final MethodsClient client;
    private final Tiers tiers;
    private final Runnable tooMany;

    /** One call. */
    interface Call<T extends SlackApiTextResponse> {
        T make(MethodsClient client) throws IOException, SlackApiException;
    }

    /**
     * For one workspace.
     *
     * @param apiUrl where the methods are, with or without a slash at the end
     * @param token the bot's
     * @param tiers what Slack allows
     */
    SlackWeb(String apiUrl, String token, Tiers tiers) {
        this(apiUrl, token, tiers, () -> {});
    }

    /**
     * The same.
     *
     * @param tooMany told of each answer that there were too many calls
     */
    SlackWeb(String apiUrl, String token, Tiers tiers, Runnable tooMany) {
        this.slack = library(apiUrl);
        this.client = slack.methods(token);
        this.tiers = tiers;
        this.tooMany = tooMany;
    }

    /** Slack's library as all of this process uses it; its threads and connections are shared. */
    Slack slack() {
        return slack;
    }

    /** What Slack allows. */
    Tiers tiers() {
        return tiers;
    }

    /**
     * Calls a method when its turn comes.
     *
     * @param method its name, as {@link com.slack.api.methods.Methods} has it
     * @param call the same method of the library
     * @return the answer, which says that it is done
     * @throws SlackCallException if it is not done, or perhaps is
     */
    <T extends SlackApiTextResponse> T call(String method, Call<T> call) throws SlackCallException {
        tiers.enterCall(method);
        try {
            return callNow(method, call);
        } finally {
            tiers.leave(method);
        }
    }

    /** Calls a method whose turn was waited for elsewhere. */
    <T extends SlackApiTextResponse> T callNow(String method, Call<T> call) throws SlackCallException {
        try {
            T answer = call.make(client);
            if (answer == null) {
                throw SlackCallException.lost(method, "an empty answer", new IOException(method));
            }
            if (answer.isOk()) {
                return answer;
            }
            String code = Objects.requireNonNullElse(answer.getError(), "unknown_error");
            log.debug("{} said {}", method, code);
            throw SlackCallException.refused(method, code, Objects.requireNonNullElse(answer.getNeeded(), ""));
        } catch (SlackApiException e) {
            int status = e.getResponse().code();
            if (status != TOO_MANY) {
                // Its message has Slack's whole answer, and with it what people wrote.
                throw SlackCallException.lost(method, "status " + status, new IOException("status " + status));
            }
            tooMany.run();
            Duration pause = pause(e);
            log.warn("Slack wants no {} for {}", method, pause);
            tiers.close(method, pause);
            throw SlackCallException.tooMany(method, new IOException("status " + status));
        } catch (IOException e) {
            throw SlackCallException.lost(method, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // The library's parser: what came is no answer.
            throw SlackCallException.lost(method, e.getClass().getSimpleName(), new IOException(method));
        }
    }

    private static Duration pause(SlackApiException e) {
        String seconds = e.getResponse().header("Retry-After");
        try {
            return seconds == null
                    ? UNSAID_PAUSE
                    : Duration.ofSeconds(Math.clamp(Long.parseLong(seconds.strip()), 1, LONGEST_PAUSE_SECONDS));
        } catch (NumberFormatException _) {
            return UNSAID_PAUSE;
        }
    }

    private static Slack library(String apiUrl) {
        SlackConfig config = new SlackConfig();
        config.setMethodsEndpointUrlPrefix(apiUrl.endsWith("/") ? apiUrl : apiUrl + "/");
        config.setStatsEnabled(false);
        config.setHttpClientCallTimeoutMillis(TIMEOUT_MILLIS);
        if (LOOPBACK.contains(Objects.requireNonNullElse(URI.create(apiUrl).getHost(), ""))) {
            // The library asks HTTPS_PROXY, but not NO_PROXY.
            config.setProxyUrl(null);
        }
        // OkHttp would call once more by itself when an idle connection breaks, and a message would be there twice.
        OkHttpClient http = SlackHttpClient.buildOkHttpClient(config)
                .newBuilder()
                .retryOnConnectionFailure(false)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
                .build();
        return Slack.getInstance(config, new SlackHttpClient(http));
    }

    @Override
    public void close() {
        try {
            slack.close();
        } catch (Exception e) {
            log.debug("Slack's library was not closed", e);
        }
    }
}
