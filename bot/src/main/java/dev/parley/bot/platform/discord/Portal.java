package dev.parley.bot.platform.discord;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bot.config.DiscordSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is switched on for the bot in Discord's developer portal. */
final class Portal {
    private static final Logger log = LoggerFactory.getLogger(Portal.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** GATEWAY_MESSAGE_CONTENT and GATEWAY_MESSAGE_CONTENT_LIMITED of Discord's application flags. */
    private static final long MESSAGE_CONTENT = 1 << 18 | 1 << 19;

    private Portal() {}

    /**
     * Whether the message content intent is on. To ask for it at the gateway where it is off ends the session for good, so
     * it is looked up first; where Discord does not say, it counts as off.
     */
    static boolean letsReadContent(DiscordSettings settings, String token) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(DiscordAddress.rest(settings) + "applications/@me"))
                .header("Authorization", "Bot " + token)
                .timeout(PATIENCE)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(request, BodyHandlers.ofString());
            long flags =
                    new ObjectMapper().readTree(answer.body()).path("flags").asLong();
            return answer.statusCode() == 200 && (flags & MESSAGE_CONTENT) != 0;
        } catch (IOException e) {
            log.info("Discord did not say which intents are on: {}", e.getMessage());
            return false;
        }
    }
}
