package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.ChannelPacer;
import dev.parley.bot.platform.ChannelPacer.Write;
import dev.parley.bot.platform.TotalPace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The pace of each channel and webhook, learned from the rate-limit headers, which JDA keeps to itself, and that of all
 * together, which Discord gives no header for.
 */
final class Pacers implements Interceptor {
    /** Discord allows 50; asking for the gateway is not counted here. */
    private static final int REQUESTS_A_SECOND = 48;

    /** What Discord allows of most writes, while its headers have not said so. */
    private static final int USUAL_LIMIT = 5;

    private static final Duration USUAL_WINDOW = Duration.ofSeconds(5);
    private static final int MANY = 1000;

    /** Seconds; what a server says besides is a mistake. */
    private static final double LONGEST_WINDOW = 3600;

    private static final Pattern CHANNEL = Pattern.compile("/channels/(\\d+)/messages(/\\d+)?$");
    private static final Pattern WEBHOOK = Pattern.compile("/webhooks/\\d+/([^/]+)(/messages/(?:@original|\\d+))?$");
    private static final Pattern NOT_COUNTED = Pattern.compile("/(webhooks|interactions)/\\d+/");

    private static final int TOO_MANY = 429;

    private final Runnable tooMany;
    private final TotalPace total = new TotalPace(REQUESTS_A_SECOND, System::nanoTime);
    private final Map<String, ChannelPacer> byPlace = new ConcurrentHashMap<>();

    /**
     * Paces that are not known yet.
     *
     * @param tooMany told of each answer that there were too many requests
     */
    Pacers(Runnable tooMany) {
        this.tooMany = tooMany;
    }

    /**
     * The pacer of a place.
     *
     * @param place a channel's id or an interaction's token
     */
    ChannelPacer of(String place) {
        if (byPlace.size() > MANY) {
            byPlace.values().removeIf(ChannelPacer::isIdle);
        }
        return byPlace.computeIfAbsent(place, _ -> new ChannelPacer(System::nanoTime, total));
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        String path = request.url().encodedPath();
        Response response = NOT_COUNTED.matcher(path).find() ? chain.proceed(request) : inItsTurn(chain);
        if (response.code() == TOO_MANY) {
            tooMany.run();
        }
        Matcher channel = CHANNEL.matcher(path);
        Matcher webhook = WEBHOOK.matcher(path);
        if (channel.find()) {
            learn(channel.group(1), request.method(), response);
        } else if (webhook.find()) {
            learn(webhook.group(1), request.method(), response);
        }
        return response;
    }

    private Response inItsTurn(Chain chain) throws IOException {
        int share;
        try {
            share = total.enter();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited for its turn");
        }
        try {
            return chain.proceed(chain.request());
        } finally {
            total.leave(share);
        }
    }

    /** An earlier run may have used this window up a moment ago: what goes on there waits for the next one. */
    void afterAnEarlierRun(String place) {
        ChannelPacer pacer = of(place);
        if (pacer.isIdle()) {
            for (Write each : Write.values()) {
                pacer.learn(each, each.name(), USUAL_LIMIT, 0, USUAL_WINDOW);
            }
        }
    }

    private void learn(String place, String method, Response response) {
        Double limit = number(response, "X-RateLimit-Limit");
        Double remaining = number(response, "X-RateLimit-Remaining");
        Double after = number(response, "X-RateLimit-Reset-After");
        String bucket = response.header("X-RateLimit-Bucket", method);
        Write write = switch (method) {
            case "POST" -> Write.CREATE;
            case "PATCH" -> Write.EDIT;
            case "DELETE" -> Write.DELETE;
            default -> null;
        };
        if (write != null && bucket != null && limit != null && remaining != null && after != null) {
            of(place).learn(write, bucket, limit.intValue(), remaining.intValue(), Duration.ofMillis((long)
                    Math.ceil(Math.clamp(after, 0, LONGEST_WINDOW) * 1000)));
        }
    }

    private static @Nullable Double number(Response response, String header) {
        String value = response.header(header);
        try {
            return value == null ? null : Double.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
