package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.ChannelPacer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The pace of each channel, learned from the rate-limit headers, which JDA keeps to itself. */
final class Pacers implements Interceptor {
    private static final Pattern MESSAGES = Pattern.compile("/channels/(\\d+)/messages(/\\d+)?$");

    private final Map<String, ChannelPacer> byChannel = new ConcurrentHashMap<>();

    ChannelPacer of(String channel) {
        return byChannel.computeIfAbsent(channel, _ -> new ChannelPacer(System::nanoTime));
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        var path = MESSAGES.matcher(chain.request().url().encodedPath());
        Double limit = number(response, "X-RateLimit-Limit");
        Double remaining = number(response, "X-RateLimit-Remaining");
        Double after = number(response, "X-RateLimit-Reset-After");
        if (path.find() && limit != null && remaining != null && after != null) {
            of(path.group(1)).learn(limit.intValue(), remaining.intValue(), Duration.ofMillis((long) (after * 1000)));
        }
        return response;
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
