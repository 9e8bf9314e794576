package dev.parley.bot.responder;

import dev.parley.engine.client.EngineEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The line to the engine's process. While it is slow, what the engine says comes a few words a second, whatever the
 * machine's speed: so a test can do something in the middle of a reply.
 */
final class EngineLine implements EngineEndpoint, AutoCloseable {
    private static final int BYTES_A_SECOND = 400;
    private static final int PIECE = 400;

    private final EngineEndpoint engine;
    private final ServerSocket door;
    private boolean slow;

    EngineLine(EngineEndpoint engine) {
        this.engine = engine;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("engine-line").start(this::letIn);
    }

    /** From now on; what is under way goes on at the new speed if it began slowly. */
    synchronized void slow(boolean isSlow) {
        slow = isSlow;
        notifyAll();
    }

    @Override
    public synchronized Address address() {
        Address direct = engine.address();
        URI slowly = URI.create("http://127.0.0.1:" + door.getLocalPort());
        return slow ? new Address(slowly, direct.token(), direct.features()) : direct;
    }

    private void letIn() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = connect(client);
                if (server != null) {
                    Thread.ofVirtual().start(() -> carry(client, server, false));
                    Thread.ofVirtual().start(() -> carry(server, client, true));
                }
            }
        } catch (IOException e) {
            // Closed at the end of the test.
        }
    }

    private Socket connect(Socket client) throws IOException {
        try {
            return new Socket(
                    InetAddress.getLoopbackAddress(), engine.address().base().getPort());
        } catch (IOException | RuntimeException e) {
            client.close();
            return null;
        }
    }

    private void carry(Socket from, Socket to, boolean speech) {
        byte[] piece = new byte[PIECE];
        boolean events = false;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                String text = new String(piece, 0, length, StandardCharsets.ISO_8859_1);
                // The engine answers to its own name only.
                String right = speech ? text : text.replace("Host: 127.0.0.1:" + from.getLocalPort(), host(to));
                out.write(right.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                // The engine says more at once when it is fast.
                events = text.startsWith("HTTP/1.1 ") ? text.contains("text/event-stream") : events;
                if (speech && events) {
                    pause(length);
                }
            }
        } catch (IOException e) {
            // One of the two has gone, and so does the other.
        }
    }

    private static String host(Socket engine) {
        return "Host: 127.0.0.1:" + engine.getPort();
    }

    private synchronized void pause(int bytes) {
        long end = System.nanoTime() + bytes * 1_000_000_000L / BYTES_A_SECOND;
        try {
            for (long left = end - System.nanoTime(); slow && left > 0; left = end - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        slow(false);
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
