package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.StoredMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything by signed requests instead of a socket. */
final class SlackHttpBotTest extends SlackTest {
    @BeforeEach
    void listen() throws Exception {
        int port = freePort();
        go(
                world.bot(12),
                Map.of(
                        "slack.signing-secret", slack.signingSecret(),
                        "slack.http-port", Integer.toString(port)));
        slack.deliverTo(URI.create("http://127.0.0.1:" + port + "/slack/events"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void answersAMention() {
        wholeAndOnce(general, slack.mentions(ada, general, "Hello"));
        assertThat(slack.opened()).isZero();
    }

    @Test
    void answersACommand() {
        var called = slack.command(ada, general, "/parley", "help");

        await().until(() -> !called.messages().isEmpty());
        assertThat(called.messages().toString()).contains("persona");
    }

    @Test
    void doesWhatAButtonAsksFor() {
        String asked = slack.mentions(ada, general, "Hello");
        StoredMessage reply = finished(general, asked, 1);
        slack.press(ada, general, reply.ts(), "parley:regenerate");

        finished(general, asked, 2);
    }
}
