package dev.parley.bot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.responder.ReplyStatus;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WireTest {
    @TempDir
    Path folder;

    private SocketChannel channel;
    private SocketChannel other;

    @BeforeEach
    void connect() throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("wire"));
        try (var door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            door.bind(address);
            channel = SocketChannel.open(address);
            other = door.accept();
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        channel.close();
        other.close();
    }

    @Test
    void carriesThePlaceInLineAndTheWait() throws IOException {
        try (Wire here = new Wire(channel);
                Wire there = new Wire(other)) {
            here.send(new Told.Status(7, new ReplyStatus.Waiting(3, 20)));

            assertThat(there.read(Told.class)).isEqualTo(new Told.Status(7, new ReplyStatus.Waiting(3, 20)));
        }
    }

    @Test
    void understandsAPlaceOfAVersionThatKnewNoWait() throws IOException {
        String line = "{\"is\":\"status\",\"id\":7,\"status\":{\"is\":\"waiting\",\"place\":3}}\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));

        try (Wire there = new Wire(other)) {
            assertThat(there.read(Told.class)).isEqualTo(new Told.Status(7, new ReplyStatus.Waiting(3, 0)));
        }
    }
}
