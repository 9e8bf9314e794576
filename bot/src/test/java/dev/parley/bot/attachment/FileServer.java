package dev.parley.bot.attachment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A server on loopback that can also lie, drip and hang up, which a proper one does not. */
final class FileServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, Behaviour> files = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What comes back on a connection, from the status line on. */
    interface Behaviour {
        void answer(OutputStream out) throws IOException;
    }

    /** What was asked. */
    record Request(String line, Map<String, String> headers) {}

    FileServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI origin() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    String url(String path) {
        return origin() + path;
    }

    List<Request> requests() {
        return requests;
    }

    void file(String path, byte[] bytes) {
        on(path, out -> {
            head(out, "200 OK", "Content-Length: " + bytes.length);
            out.write(bytes);
        });
    }

    void status(String path, String status, String... headers) {
        on(path, out -> {
            head(out, status, headers);
            if (headers.length == 0) {
                out.write("this is what went wrong".getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** A body as long as it is, under a head that says nothing of its length. */
    void endless(String path) {
        on(path, out -> {
            head(out, "200 OK");
            while (true) {
                out.write(new byte[8192]);
            }
        });
    }

    /** One byte after the other, and never the last. */
    void drip(String path) {
        on(path, out -> {
            head(out, "200 OK", "Content-Length: 1000");
            while (true) {
                out.write('a');
                out.flush();
                LockSupport.parkNanos(20_000_000);
            }
        });
    }

    void on(String path, Behaviour behaviour) {
        files.put(path, behaviour);
    }

    static void head(OutputStream out, String status, String... headers) throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
        for (var header : headers) {
            head.append(header).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            var line = in.readLine();
            if (line == null) {
                return;
            }
            var headers = new ConcurrentHashMap<String, String>();
            for (var next = in.readLine(); next != null && !next.isEmpty(); next = in.readLine()) {
                var pair = next.split(": ", 2);
                headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]);
            }
            requests.add(new Request(line, headers));
            var behaviour = line.startsWith("GET ") ? files.get(line.split(" ", -1)[1]) : null;
            if (behaviour == null) {
                head(connection.getOutputStream(), "404 Not Found", "Content-Length: 0");
            } else {
                behaviour.answer(connection.getOutputStream());
            }
            connection.shutdownOutput();
        } catch (IOException e) {
            // The other side hung up, as it should where there is too much.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
