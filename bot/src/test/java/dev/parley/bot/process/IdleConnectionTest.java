package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.fixture.StrictServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine's server closes connections that are idle: Parley has to be sooner, or the next request is lost. */
class IdleConnectionTest {
    /** After which llama-server and vLLM close theirs, and a second for a busy machine: Parley's last 4 at most. */
    private static final Duration SOON = Duration.ofSeconds(6);

    @TempDir
    private Path folder;

    @Test
    void closesWhatAReplyCameOn() throws Exception {
        try (var server = StrictServer.open(StrictServer.Kind.VLLM, 4096, "qwen");
                var relay = new Relay(server.url());
                var parley = Program.on(folder)
                        .with("PARLEY_ENGINE_URL", relay.url().toString())
                        .with("PARLEY_ENGINE_API_KEY", StrictServer.KEY)
                        .start("chat")) {
            parley.type("one two three\n");
            parley.awaitOut(out -> out.contains("one two three"));
            assertThat(server.chats()).hasSize(1);

            int open = relay.opened.get();
            for (int closed = 0; closed < open; closed++) {
                assertThat(relay.idle.poll(60, TimeUnit.SECONDS)).isLessThan(SOON);
            }
        }
    }

    /** Stands between Parley and a server, and closes no connection before Parley does. */
    private static final class Relay implements AutoCloseable {
        final AtomicInteger opened = new AtomicInteger();

        /** Of each connection that Parley has closed, how long that was after the last byte. */
        final BlockingQueue<Duration> idle = new LinkedBlockingQueue<>();

        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final URI server;

        Relay(URI server) throws IOException {
            this.server = server;
            Thread.ofVirtual().start(this::accept);
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + listening.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }

        private void accept() {
            try {
                while (true) {
                    var client = listening.accept();
                    opened.incrementAndGet();
                    Thread.ofVirtual().start(() -> relay(client));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private void relay(Socket client) {
            try (client;
                    var upstream = new Socket(server.getHost(), server.getPort())) {
                var last = new AtomicLong(System.nanoTime());
                Thread.ofVirtual().start(() -> copy(upstream, client, last));
                copy(client, upstream, last);
                idle.add(Duration.ofNanos(System.nanoTime() - last.get()));
            } catch (IOException closed) {
                // The test is over.
            }
        }

        /** Until one side ends. */
        private static void copy(Socket from, Socket to, AtomicLong last) {
            var buffer = new byte[8192];
            try {
                for (int n = from.getInputStream().read(buffer);
                        n >= 0;
                        n = from.getInputStream().read(buffer)) {
                    to.getOutputStream().write(buffer, 0, n);
                    last.set(System.nanoTime());
                }
            } catch (IOException closed) {
                // As good as an end.
            }
        }
    }
}
