package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.java_websocket.WebSocket;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.jspecify.annotations.Nullable;

/** One WebSocket, plain or with zlib-stream: one deflater for its whole life, flushed after each packet. */
final class Connection {
    private final WebSocket socket;
    private final @Nullable Deflater deflater;

    @Nullable GatewaySession session;

    Connection(WebSocket socket, boolean compressed) {
        this.socket = socket;
        this.deflater = compressed ? new Deflater() : null;
    }

    synchronized void send(ObjectNode packet) {
        try {
            if (deflater == null) {
                socket.send(Json.text(packet));
            } else {
                socket.send(deflated(Json.text(packet).getBytes(StandardCharsets.UTF_8)));
            }
        } catch (WebsocketNotConnectedException e) {
            // The session keeps the packet for a RESUME.
        }
    }

    private byte[] deflated(byte[] plain) {
        var out = new ByteArrayOutputStream();
        var chunk = new byte[8192];
        deflater.setInput(plain);
        int length;
        do {
            length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            out.write(chunk, 0, length);
        } while (length == chunk.length);
        return out.toByteArray();
    }

    void close(int code, String reason) {
        socket.close(code, reason);
    }

    /** Cuts the line without a close frame. */
    void drop() {
        socket.closeConnection(1006, "dropped");
    }

    synchronized void ended() {
        if (deflater != null) {
            deflater.end();
        }
    }
}
