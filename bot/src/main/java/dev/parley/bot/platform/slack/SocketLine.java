package dev.parley.bot.platform.slack;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import javax.websocket.ClientEndpointConfig;
import javax.websocket.CloseReason;
import javax.websocket.DeploymentException;
import javax.websocket.Endpoint;
import javax.websocket.EndpointConfig;
import javax.websocket.MessageHandler;
import javax.websocket.PongMessage;
import javax.websocket.Session;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket to Slack. */
final class SocketLine {
    private static final Logger log = LoggerFactory.getLogger(SocketLine.class);
    private static final Duration DRAINING = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Listener listener;
    private final CompletableFuture<Boolean> greeted = new CompletableFuture<>();
    private final AtomicInteger owed = new AtomicInteger();
    private final ReentrantLock sending = new ReentrantLock();
    private volatile @Nullable Session session;
    private volatile long lastHeard = System.nanoTime();

    /** Hears what a socket brings. */
    interface Listener {
        /** A message; the socket's own thread waits for it. */
        void message(SocketLine line, String text);

        /** The socket is closed, by whomever. */
        void closed(SocketLine line);
    }

    SocketLine(Listener listener) {
        this.listener = listener;
    }

    /**
     * Connects.
     *
     * @param address as Slack gave it, for one socket
     * @param proxy the proxy that leads there; null: none
     * @param atMost how long that may take: Tyrus does not always notice that the other side hangs up
     * @throws IOException if nobody answers there, or not as a WebSocket
     */
    void open(URI address, @Nullable String proxy, Duration atMost) throws IOException {
        ClientManager client = ClientManager.createClient();
        client.getProperties().put(ClientProperties.HANDSHAKE_TIMEOUT, Math.toIntExact(atMost.toMillis()));
        if (proxy != null) {
            client.getProperties().put(ClientProperties.PROXY_URI, proxy);
        }
        try {
            client.connectToServer(
                    new Ends(), ClientEndpointConfig.Builder.create().build(), address);
        } catch (DeploymentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** What this line's socket tells. */
    private final class Ends extends Endpoint {
        @Override
        public void onOpen(Session opened, EndpointConfig config) {
            session = opened;
            // Two handlers, as Tyrus tells texts and pongs apart by the class.
            opened.addMessageHandler(String.class, new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String text) {
                    lastHeard = System.nanoTime();
                    listener.message(SocketLine.this, text);
                }
            });
            opened.addMessageHandler(PongMessage.class, new MessageHandler.Whole<PongMessage>() {
                @Override
                public void onMessage(PongMessage pong) {
                    lastHeard = System.nanoTime();
                }
            });
        }

        @Override
        public void onClose(Session closed, CloseReason reason) {
            log.debug("a socket was closed: {}", reason);
            greeted.complete(false);
            listener.closed(SocketLine.this);
        }

        @Override
        public void onError(Session broken, Throwable cause) {
            log.info("a socket has an error: {}", cause.toString());
        }
    }

    /** Slack has said that it is there. */
    void greeted() {
        greeted.complete(true);
    }

    /** Whether Slack says in time that it is there. */
    boolean awaitGreeting(Duration atMost) {
        return greeted.copy()
                .completeOnTimeout(false, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    boolean isOpen() {
        Session open = session;
        return open != null && open.isOpen();
    }

    /** How long nothing was heard. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastHeard);
    }

    /** Asks whether the other side is there; what it says is heard. */
    void ping() {
        Session open = session;
        sending.lock();
        try {
            if (open != null && open.isOpen()) {
                open.getBasicRemote().sendPing(ByteBuffer.allocate(0));
            }
        } catch (IOException | RuntimeException e) {
            log.debug("a ping was not sent", e);
        } finally {
            sending.unlock();
        }
    }

    /** An envelope has come, and will be answered. */
    void owes() {
        owed.incrementAndGet();
    }

    /** It was, or will not be. */
    void settled() {
        owed.decrementAndGet();
    }

    /** Sends a text; false where the socket does not take it any more. */
    boolean send(String text) {
        Session open = session;
        sending.lock();
        try {
            if (open == null || !open.isOpen()) {
                return false;
            }
            open.getBasicRemote().sendText(text);
            return true;
        } catch (IOException | RuntimeException e) {
            log.debug("an acknowledgement was not sent", e);
            return false;
        } finally {
            sending.unlock();
        }
    }

    /** Closes when what has come is answered, and after three seconds at the latest. */
    void closeWhenSettled() throws InterruptedException {
        long deadline = System.nanoTime() + DRAINING.toNanos();
        while (owed.get() > 0 && isOpen() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
        }
        close();
    }

    void close() {
        Session open = session;
        greeted.complete(false);
        if (open != null && open.isOpen()) {
            try {
                open.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
            } catch (IOException | RuntimeException e) {
                log.debug("a socket was not closed properly", e);
            }
        }
    }
}
