package dev.parley.bot.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.config.HomeException;
import dev.parley.bot.words.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The socket and its lines, with a conversation that is made up. */
final class LocalServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Words WORDS = Words.english();

    @TempDir
    Path folder;

    private final FakeDesk desk = new FakeDesk();
    private Path socket;
    private LocalServer server;

    @BeforeEach
    void open() {
        socket = folder.resolve("parley.sock");
        server = serve();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private LocalServer serve() {
        return LocalServer.open(socket, new Owner(42, "tiny", null), desk, WORDS);
    }

    @Test
    void opensTheSocketForItsUserOnly() throws IOException {
        assertThat(Files.getPosixFilePermissions(socket))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(socket);
        }
    }

    @Test
    void handsOnWhatAReloadLedTo() {
        try (var connection = OwnerConnection.open(socket, WORDS).orElseThrow()) {
            assertThat(connection.reload()).isEqualTo(desk.reload());
        }
    }

    @Test
    void takesThePlaceOfASocketThatAKilledOwnerLeft() throws IOException {
        server.close();
        try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        Files.createDirectory(folder.resolve(".s"));
        Files.createFile(folder.resolve(".s/s"));
        assertThat(OwnerConnection.open(socket, WORDS)).isEmpty();

        server = serve();

        try (var connection = OwnerConnection.open(socket, WORDS).orElseThrow()) {
            assertThat(connection.owner().pid()).isEqualTo(42);
        }
    }

    @Test
    void takesTheSocketAwayAtItsEnd() {
        server.close();
        assertThat(socket).doesNotExist();
        assertThat(OwnerConnection.open(socket, WORDS)).isEmpty();
    }

    @Test
    void refusesAPathThatIsTooLongForASocket() {
        Path tooLong = folder.resolve("a".repeat(LocalServer.LONGEST_PATH));
        assertThatThrownBy(() -> LocalServer.open(tooLong, new Owner(42, "tiny", null), desk, WORDS))
                .isInstanceOf(HomeException.class)
                .hasMessageContaining(tooLong.toString())
                .hasMessageContaining("Set PARLEY_HOME to a shorter folder");
    }

    @Test
    void tellsWhatTheOwnerIsDoing() {
        try (var connection = OwnerConnection.open(socket, WORDS).orElseThrow()) {
            assertThat(connection.look()).isEqualTo(desk.state());
        }
    }

    @Test
    void refusesAClientOfAnotherVersion() throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var lines = lines(channel);
            assertThat(lines.readLine()).contains("\"is\":\"greeting\"", "\"version\":" + Wire.VERSION);
            write(channel, "{\"is\":\"attach\",\"version\":99,\"news\":true}\n");
            assertThat(lines.readLine()).contains("\"is\":\"refused\"", "OWNED", "another version");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void refusesAnOwnerOfAnotherVersion() throws IOException {
        Path other = folder.resolve("other.sock");
        try (var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(other));
            Thread.ofVirtual().start(() -> {
                try (var accepted = channel.accept()) {
                    write(accepted, "{\"is\":\"greeting\",\"version\":99,\"owner\":{\"pid\":7},\"news\":1}\n");
                    lines(accepted).readLine();
                } catch (IOException e) {
                    // The other end has heard enough.
                }
            });
            assertThatThrownBy(() -> OwnerConnection.open(other, WORDS))
                    .isInstanceOfSatisfying(
                            CommandFailure.class,
                            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.OWNED))
                    .hasMessageContaining("process 7 is of another version");
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstandAndGoesOn() throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var lines = lines(channel);
            lines.readLine();
            write(channel, "GET / HTTP/1.1\n");
            assertThat(lines.readLine()).contains("\"is\":\"refused\"");
            assertThat(lines.readLine()).isNull();
        }
        try (var connection = OwnerConnection.open(socket, WORDS).orElseThrow()) {
            assertThat(connection.look()).isEqualTo(desk.state());
        }
    }

    @Test
    void refusesALineWithoutEnd() throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var lines = lines(channel);
            lines.readLine();
            Thread.ofVirtual().start(() -> {
                try {
                    write(channel, "a".repeat(Wire.LONGEST_LINE + 1));
                } catch (IOException e) {
                    // It was closed on the way, which is what is wanted.
                }
            });
            assertThat(lines.readLine()).contains("\"is\":\"refused\"");
        }
    }

    @Test
    void refusesAMessageThatIsTooLongToBeSent() {
        try (var connection = OwnerConnection.open(socket, WORDS).orElseThrow()) {
            var session = connection.attach(FakeDesk.wish("main"), desk::save).session();
            var reply = new NotedReply();
            session.say("a".repeat(Wire.LONGEST_LINE), reply);
            assertThat(reply.end()).contains("too long");
            assertThat(session.newest().join().exitCode()).isEqualTo(ExitCode.REFUSED);

            var next = new NotedReply();
            session.say("hello", next);
            assertThat(next.end()).isEqualTo("completed");
        }
    }

    @Test
    void handsOutFilesOfAnyLength() {
        try (var connection = OwnerConnection.open(socket, WORDS).orElseThrow()) {
            var session = connection.attach(FakeDesk.wish("main"), desk::save).session();
            assertThat(session.command("/export", new NotedReply())).isEqualTo(FakeDesk.SAVED);
            assertThat(desk.savedContent()).isEqualTo(FakeDesk.LONG_FILE);
        }
    }

    @Test
    void isNotHeldUpBySomebodyWhoDoesNotRead() throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            write(channel, "{\"is\":\"attach\",\"version\":1,\"wish\":{\"conversation\":\"main\"}}\n");
            write(channel, "{\"is\":\"say\",\"id\":1,\"text\":\"much\"}\n");
            await().atMost(PATIENCE).until(() -> desk.told() >= FakeDesk.MUCH);
        }
    }

    @Test
    void stopsTheReplyOfSomebodyWhoGoesAway() throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            write(channel, "{\"is\":\"attach\",\"version\":1,\"wish\":{\"conversation\":\"main\"}}\n");
            write(channel, "{\"is\":\"say\",\"id\":1,\"text\":\"slow\"}\n");
            await().atMost(PATIENCE).until(desk::runs);
        }
        await().atMost(PATIENCE).until(desk::isStopped);
        await().atMost(PATIENCE).until(() -> server.connections() == 0);
    }

    @Test
    void tellsWhoeverWaitsThatTheOwnerIsGone() {
        try (var connection = OwnerConnection.open(socket, WORDS).orElseThrow()) {
            var session = connection.attach(FakeDesk.wish("main"), desk::save).session();
            var reply = new NotedReply();
            session.say("slow", reply);
            await().atMost(PATIENCE).until(desk::runs);

            server.close();

            assertThat(reply.end()).contains("Process 42, which answered here, has ended");
            assertThat(session.firstFailure()).isEqualTo(ExitCode.INTERRUPTED);
            var next = new NotedReply();
            session.say("hello", next);
            assertThat(next.end()).contains("has ended");
        }
    }

    private static BufferedReader lines(SocketChannel channel) {
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
