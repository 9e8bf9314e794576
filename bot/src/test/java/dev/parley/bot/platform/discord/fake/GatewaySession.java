package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What outlives a connection: the sequence numbers, and the events that a RESUME may ask for again. */
final class GatewaySession {
    final String id;
    final int intents;
    private final List<ObjectNode> sent = new ArrayList<>();
    private @Nullable Connection connection;

    GatewaySession(String id, int intents, Connection connection) {
        this.id = id;
        this.intents = intents;
        this.connection = connection;
    }

    void dispatch(String name, ObjectNode data) {
        var packet = Json.object().put("op", 0).put("t", name).put("s", sent.size() + 1);
        packet.set("d", data);
        sent.add(packet);
        if (connection != null) {
            connection.send(packet);
        }
    }

    /** Sends what came after {@code seq} on the new connection, then RESUMED. */
    void resume(Connection fresh, int seq) {
        connection = fresh;
        List.copyOf(sent.subList(Math.min(seq, sent.size()), sent.size())).forEach(fresh::send);
        dispatch("RESUMED", Json.object());
    }

    /** The connection is gone; events are kept. */
    void lost(Connection gone) {
        if (connection == gone) {
            connection = null;
        }
    }
}
