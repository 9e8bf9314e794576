package dev.parley.bot.platform.discord;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.Form;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import net.dv8tion.jda.api.utils.SessionControllerAdapter;
import org.jspecify.annotations.Nullable;

/** Where Discord is. JDA never asks a server other than Discord's own for its gateway: this does. */
final class DiscordAddress extends SessionControllerAdapter {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DiscordSettings settings;
    private final String token;
    private @Nullable String gateway;

    DiscordAddress(DiscordSettings settings, String token) {
        this.settings = settings;
        this.token = token;
    }

    /** The REST interface's address with a slash at its end, as JDA wants it. */
    static String rest(DiscordSettings settings) {
        return settings.apiUrl().endsWith("/") ? settings.apiUrl() : settings.apiUrl() + "/";
    }

    @Override
    public synchronized String getGateway() {
        if (settings.gatewayUrl() != null) {
            return settings.gatewayUrl();
        }
        if (gateway == null) {
            gateway = ask();
        }
        return gateway;
    }

    private String ask() {
        var request = HttpRequest.newBuilder(URI.create(rest(settings) + "gateway/bot"))
                .header("Authorization", "Bot " + token)
                .timeout(PATIENCE)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(request, BodyHandlers.ofString());
            String url = new ObjectMapper().readTree(answer.body()).path("url").asText();
            if (answer.statusCode() != 200 || url.isEmpty()) {
                throw new DiscordException(
                        "Discord did not say where its gateway is (status " + answer.statusCode() + ").", null);
            }
            Form.WEBSOCKET_ADDRESS.wrong(url).ifPresent(words -> {
                throw new DiscordException(
                        "Discord's gateway as " + rest(settings) + " says, " + url + ", " + words, null);
            });
            return url;
        } catch (IOException e) {
            throw new DiscordException("Discord cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DiscordException("Interrupted while Discord was asked for its gateway.", e);
        }
    }
}
