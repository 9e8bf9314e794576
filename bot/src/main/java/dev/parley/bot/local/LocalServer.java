package dev.parley.bot.local;

import dev.parley.bot.config.HomeException;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The owner's end of the socket. Only the process that holds the home's lock may open one. */
public final class LocalServer implements AutoCloseable {
    /** The shorter one of macOS (104) and Linux (108), less the zero at its end. */
    static final int LONGEST_PATH = 103;

    private static final Logger log = LoggerFactory.getLogger(LocalServer.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** For the last words of the replies that run. */
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final Path socket;
    private final ServerSocketChannel channel;
    private final Owner owner;
    private final Desk desk;
    private final Words words;
    private final Set<LocalConnection> connections = ConcurrentHashMap.newKeySet();

    private LocalServer(Path socket, ServerSocketChannel channel, Owner owner, Desk desk, Words words) {
        this.socket = socket;
        this.channel = channel;
        this.owner = owner;
        this.desk = desk;
        this.words = words;
    }

    /**
     * Opens the socket, for this user only, in the place of one that a killed owner left.
     *
     * @param socket its path; the folder is there
     * @param owner this process, as others are told
     * @param desk what stands behind it
     * @param words the bot's own
     * @return the server, which answers from now on
     * @throws HomeException if there can be no socket, with the way out
     */
    public static LocalServer open(Path socket, Owner owner, Desk desk, Words words) {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new HomeException(
                    words.say("local.path", socket.toString(), length, LONGEST_PATH), new IOException("path too long"));
        }
        try {
            var server = new LocalServer(socket, bind(socket), owner, desk, words);
            Thread.ofVirtual().name("local-accept").start(server::accept);
            return server;
        } catch (IOException | UnsupportedOperationException e) {
            throw new HomeException(words.say("local.socket", socket.toString(), String.valueOf(e.getMessage())), e);
        }
    }

    /** Binds where nobody else can look in, and moves the socket to its place when it has its mode. */
    private static ServerSocketChannel bind(Path socket) throws IOException {
        // Shorter than the socket's own path, whose length is bounded.
        Path aside = socket.resolveSibling(".s");
        Path bound = aside.resolve("s");
        Files.deleteIfExists(bound);
        Files.deleteIfExists(aside);
        Files.createDirectory(
                aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(bound));
            Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
            Files.move(bound, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.delete(aside);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel accepted = channel.accept();
                Thread.ofVirtual().name("local").start(() -> serve(accepted));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                log.warn("a connection was not taken", e);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    /** Out of file handles, say: trying again at once would only heat the machine. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void serve(SocketChannel accepted) {
        try (var connection = new LocalConnection(new Wire(accepted), owner, desk, words)) {
            connections.add(connection);
            try {
                connection.serve();
            } finally {
                connections.remove(connection);
            }
        } catch (RuntimeException e) {
            log.error("a connection failed", e);
        }
    }

    /** How many are attached. */
    int connections() {
        return connections.size();
    }

    /** Takes the socket away, lets replies that end right now say so, and ends the connections. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            log.warn("{} is left behind; the next start replaces it", socket, e);
        }
        long deadline = System.nanoTime() + LEAVING.toNanos();
        connections.forEach(each -> each.finish(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    }
}
