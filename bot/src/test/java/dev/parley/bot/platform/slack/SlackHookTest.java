package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SlackHookTest {
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final SlackWeb web;

    SlackHookTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        web = new SlackWeb(url(), "xoxb-test", new Tiers(System::nanoTime, SlackWeb.MINUTE));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void close() {
        web.close();
        server.stop(0);
    }

    @Test
    void saysALongAnswerInPartsForOneAlone() {
        assertThat(new SlackHook(web, url() + "/hook", null).say("word ".repeat(1000)))
                .isTrue();

        assertThat(bodies).hasSize(3).allMatch(each -> each.contains("\"ephemeral\""));
    }

    @Test
    void saysWhenNotAllOfItWasSaid() {
        assertThat(new SlackHook(web, url() + "/hook", null).say("word ".repeat(5000)))
                .isFalse();

        assertThat(bodies).hasSize(5);
    }

    @Test
    void letsNothingBecomeLive() {
        assertThat(new SlackHook(web, url() + "/hook", null).say("<!channel>")).isTrue();

        assertThat(bodies.getFirst())
                .contains("\"replace_original\":false")
                .doesNotContain("<!channel>", "\\u003c!channel");
    }
}
