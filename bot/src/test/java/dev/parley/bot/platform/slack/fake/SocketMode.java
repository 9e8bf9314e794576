package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocket;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** The sockets: a ticket lets one in, each envelope goes to any one of them in turn. */
final class SocketMode extends WebSocketServer {
    private static final int MOST = 10;
    private static final int PING_SECONDS = 15;

    private final Dispatcher dispatcher;
    private final Watch watch;
    private final Pace pace;
    private final Set<String> tickets = ConcurrentHashMap.newKeySet();
    private final List<WebSocket> sockets = new ArrayList<>();
    private final CountDownLatch listening = new CountDownLatch(1);
    private int turn;

    /** Whether sockets are let in; where not, they are cut at once. */
    volatile boolean open = true;
    /** Whether Socket Mode is switched on in the app's settings. */
    volatile boolean enabled = true;

    final AtomicInteger opened = new AtomicInteger();
    private volatile @Nullable Exception failure;

    SocketMode(Dispatcher dispatcher, Watch watch, Pace pace) {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        this.dispatcher = dispatcher;
        this.watch = watch;
        this.pace = pace;
        setReuseAddr(true);
        setTcpNoDelay(true);
        setConnectionLostTimeout(PING_SECONDS);
        setDaemon(true);
    }

    void listen() throws InterruptedException {
        start();
        if (!listening.await(10, TimeUnit.SECONDS) || failure != null) {
            throw new IllegalStateException("The sockets do not listen", failure);
        }
    }

    /** An address that lets one socket in. */
    String newAddress() {
        var ticket = UUID.randomUUID().toString();
        tickets.add(ticket);
        return "ws://127.0.0.1:" + getPort() + "/link/?ticket=" + ticket + "&app_id=" + World.APP;
    }

    int connected() {
        synchronized (sockets) {
            return sockets.size();
        }
    }

    /** Sends to the next open socket; false where there is none. */
    boolean send(Attempt attempt, ObjectNode envelope) {
        while (true) {
            WebSocket socket;
            synchronized (sockets) {
                if (sockets.isEmpty()) {
                    return false;
                }
                socket = sockets.get(turn++ % sockets.size());
                attempt.link = socket;
            }
            try {
                socket.send(Json.text(envelope));
                return true;
            } catch (WebsocketNotConnectedException e) {
                remove(socket);
            }
        }
    }

    private boolean remove(WebSocket socket) {
        synchronized (sockets) {
            return sockets.remove(socket);
        }
    }

    /** Tells every socket to go, as Slack does: warning, refresh_requested or link_disabled. */
    void disconnect(String reason) {
        var envelope = Json.object().put("type", "disconnect").put("reason", reason);
        envelope.putObject("debug_info").put("host", "applink-loopback");
        List<WebSocket> there;
        synchronized (sockets) {
            there = List.copyOf(sockets);
        }
        for (WebSocket socket : there) {
            if (socket.isOpen()) {
                socket.send(Json.text(envelope));
            }
            if (reason.equals("link_disabled")) {
                socket.close(CloseFrame.NORMAL);
            } else {
                dispatcher.after(pace.closing(), () -> socket.close(CloseFrame.NORMAL));
            }
        }
        if (reason.equals("link_disabled")) {
            enabled = false;
        }
    }

    /** Cuts every socket without a word. */
    void drop() {
        List<WebSocket> there;
        synchronized (sockets) {
            there = List.copyOf(sockets);
        }
        there.forEach(socket -> socket.closeConnection(CloseFrame.ABNORMAL_CLOSE, "cut"));
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
        var ticket = handshake.getResourceDescriptor().replaceFirst(".*[?&]ticket=([^&]*).*", "$1");
        if (!open) {
            socket.closeConnection(CloseFrame.ABNORMAL_CLOSE, "not now");
            return;
        }
        if (!tickets.remove(ticket)) {
            watch.violation("Opened a socket with a ticket that is used up or unknown");
            socket.close(CloseFrame.POLICY_VALIDATION, "ticket");
            return;
        }
        int number;
        synchronized (sockets) {
            if (sockets.size() >= MOST) {
                watch.violation("Opened more than " + MOST + " sockets");
                socket.close(CloseFrame.POLICY_VALIDATION, "too many connections");
                return;
            }
            number = sockets.size() + 1;
        }
        opened.incrementAndGet();
        var hello = Json.object().put("type", "hello").put("num_connections", number);
        hello.putObject("debug_info")
                .put("host", "applink-loopback")
                .put("started", Instant.now().toString())
                .put("build_number", 1)
                .put("approximate_connection_time", 18_060);
        hello.putObject("connection_info").put("app_id", World.APP);
        socket.send(Json.text(hello));
        synchronized (sockets) {
            sockets.add(socket);
        }
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        var answer = Json.read(text);
        if (!answer.path("envelope_id").isTextual()) {
            watch.violation("Sent something over a socket that is no acknowledgement");
            return;
        }
        dispatcher.acknowledge(answer.path("envelope_id").asText(), answer.get("payload"));
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
        remove(socket);
        dispatcher.closed(socket);
    }

    @Override
    public void onError(@Nullable WebSocket socket, Exception problem) {
        if (socket == null) {
            failure = problem;
            listening.countDown();
        }
    }

    @Override
    public void onStart() {
        listening.countDown();
    }
}
