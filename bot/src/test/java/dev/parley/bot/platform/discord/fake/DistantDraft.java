package dev.parley.bot.platform.discord.fake;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.Framedata;

/**
 * The web socket's protocol, that answers the end of a connection after a round trip, as over a network. Sooner than
 * that JDA (6.5.0) may shut itself down: its socket interrupts the thread that reads, and that may be about to connect
 * again by then.
 */
final class DistantDraft extends Draft_6455 {
    private static final Duration ROUND_TRIP = Duration.ofMillis(50);

    @Override
    public void processFrame(WebSocketImpl socket, Framedata frame) throws InvalidDataException {
        if (frame.getOpcode() == Opcode.CLOSING) {
            LockSupport.parkNanos(ROUND_TRIP.toNanos());
        }
        super.processFrame(socket, frame);
    }

    @Override
    public Draft copyInstance() {
        return new DistantDraft();
    }
}
