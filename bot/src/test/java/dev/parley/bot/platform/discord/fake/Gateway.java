package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** The gateway: hello, heartbeats, identify, resume and dispatch, with the faults that a test asks for. */
final class Gateway extends WebSocketServer {
    private final World world;
    private final Payloads payloads;
    private final String token;
    private final Map<WebSocket, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, GatewaySession> sessions = new LinkedHashMap<>();
    private final List<Event> held = new ArrayList<>();
    private final CountDownLatch listening = new CountDownLatch(1);

    volatile int heartbeatMillis = 41_250;
    volatile boolean acking = true;
    volatile boolean resumable = true;
    volatile boolean open = true;
    volatile boolean twice;
    volatile boolean holding;
    volatile Set<Integer> refusedIntents = Set.of();
    final AtomicInteger identified = new AtomicInteger();
    final AtomicInteger resumed = new AtomicInteger();
    private volatile @Nullable Exception failure;

    Gateway(World world, Payloads payloads, String token) {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, List.of(new DistantDraft()));
        this.world = world;
        this.payloads = payloads;
        this.token = token;
        setReuseAddr(true);
        setTcpNoDelay(true);
        setConnectionLostTimeout(0);
        setDaemon(true);
    }

    void listen() throws InterruptedException {
        start();
        if (!listening.await(10, TimeUnit.SECONDS) || failure != null) {
            throw new IllegalStateException("The gateway does not listen", failure);
        }
    }

    /** Sends to every session that has the intent. Called with the world's lock held. */
    void dispatch(Event event) {
        if (holding) {
            held.add(event);
            return;
        }
        for (GatewaySession session : sessions.values()) {
            if (event.wantedBy(session.intents)) {
                session.dispatch(event.name(), event.data().apply(session.intents));
                if (twice && event.name().startsWith("MESSAGE_")) {
                    session.dispatch(event.name(), event.data().apply(session.intents));
                }
            }
        }
    }

    /** Sends what was held back, the last first. Called with the world's lock held. */
    void releaseReversed() {
        holding = false;
        held.reversed().forEach(this::dispatch);
        held.clear();
    }

    void dropAll() {
        List.copyOf(connections.values()).forEach(Connection::drop);
    }

    int connected() {
        return (int) connections.values().stream()
                .filter(connection -> connection.session != null)
                .count();
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
        var address = handshake.getResourceDescriptor();
        var connection = new Connection(socket, address.contains("compress=zlib-stream"));
        connections.put(socket, connection);
        if (!open) {
            connection.drop();
        } else if (!address.contains("v=10")) {
            connection.close(4012, "Invalid API version");
        } else if (!address.contains("encoding=json")) {
            connection.close(4002, "Decode error");
        } else {
            var hello = Json.object().put("op", 10).putNull("t").putNull("s");
            hello.putObject("d").put("heartbeat_interval", heartbeatMillis);
            connection.send(hello);
        }
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        var connection = connections.get(socket);
        JsonNode packet;
        try {
            packet = Json.MAPPER.readTree(text);
        } catch (IOException e) {
            connection.close(4002, "Decode error");
            return;
        }
        synchronized (world) {
            handle(connection, packet.path("op").asInt(-1), packet.path("d"));
        }
    }

    private void handle(Connection connection, int op, JsonNode data) {
        switch (op) {
            case 1 -> {
                if (acking) {
                    connection.send(Json.object()
                            .put("op", 11)
                            .putNull("d")
                            .putNull("t")
                            .putNull("s"));
                }
            }
            case 2 -> identify(connection, data);
            case 6 -> resume(connection, data);
            case 3, 4, 8, 31 -> {
                if (connection.session == null) {
                    connection.close(4003, "Not authenticated");
                }
            }
            default -> connection.close(4001, "Unknown opcode");
        }
    }

    private void identify(Connection connection, JsonNode data) {
        int intents = data.path("intents").asInt();
        if (connection.session != null) {
            connection.close(4005, "Already authenticated");
        } else if (!data.path("token").asText().equals(token)) {
            connection.close(4004, "Authentication failed");
        } else if (!data.path("intents").isInt() || !data.path("properties").isObject()) {
            connection.close(4002, "Decode error");
        } else if (disallowed(intents)) {
            connection.close(4014, "Disallowed intent(s)");
        } else {
            var session = new GatewaySession("session-" + identified.incrementAndGet(), intents, connection);
            connection.session = session;
            sessions.put(session.id, session);
            session.dispatch("READY", ready(session));
            joined().forEach(guild -> session.dispatch("GUILD_CREATE", payloads.guild(guild)));
        }
    }

    private boolean disallowed(int intents) {
        return (!world.contentAllowed && (intents & Flags.MESSAGE_CONTENT) != 0)
                || refusedIntents.stream().anyMatch(refused -> (intents & refused) != 0);
    }

    private List<FakeGuild> joined() {
        return world.guilds.values().stream().filter(FakeGuild::joined).toList();
    }

    private ObjectNode ready(GatewaySession session) {
        var ready = Json.object()
                .put("v", 10)
                .put("session_id", session.id)
                .put("resume_gateway_url", url())
                .put("session_type", "normal");
        ready.set("user", payloads.self());
        ready.putArray("private_channels");
        ready.putArray("relationships");
        ready.putObject("application").put("id", Payloads.id(world.bot.id())).put("flags", 0);
        ready.putArray("shard").add(0).add(1);
        var guilds = ready.putArray("guilds");
        joined().forEach(guild ->
                guilds.addObject().put("id", Payloads.id(guild.id())).put("unavailable", true));
        return ready;
    }

    private void resume(Connection connection, JsonNode data) {
        var session = sessions.get(data.path("session_id").asText());
        if (!data.path("token").asText().equals(token)) {
            connection.close(4004, "Authentication failed");
        } else if (session == null || !resumable) {
            sessions.remove(data.path("session_id").asText());
            connection.send(
                    Json.object().put("op", 9).put("d", false).putNull("t").putNull("s"));
        } else {
            resumed.incrementAndGet();
            connection.session = session;
            session.resume(connection, data.path("seq").asInt());
        }
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
        var connection = connections.remove(socket);
        if (connection == null) {
            return;
        }
        connection.ended();
        synchronized (world) {
            var session = connection.session;
            if (session != null) {
                session.lost(connection);
                if (remote && (code == 1000 || code == 1001)) {
                    sessions.remove(session.id);
                }
            }
        }
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

    String url() {
        return "ws://127.0.0.1:" + getPort();
    }
}
