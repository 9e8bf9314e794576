package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the gateway is, as a server on the loopback says. */
final class DiscordAddressTest {
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String gatewayWhen(String url) {
        server.createContext("/api/gateway/bot", exchange -> {
            byte[] body = ("{\"url\": \"" + url + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        String api = "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
        var settings = new SettingsReader(Map.of("DISCORD_API_URL", api))
                .read(Settings.class, null, Map.of())
                .discord();
        return new DiscordAddress(settings, "token").getGateway();
    }

    @Test
    void asksTheServerForItsGateway() {
        assertThat(gatewayWhen("wss://gateway.example.org")).isEqualTo("wss://gateway.example.org");
    }

    @Test
    void sendsTheTokenToNoGatewayThatIsNotEncrypted() {
        assertThatThrownBy(() -> gatewayWhen("ws://gateway.example.org"))
                .isInstanceOf(DiscordException.class)
                .hasMessageContaining("ws://gateway.example.org, is not encrypted");
    }
}
