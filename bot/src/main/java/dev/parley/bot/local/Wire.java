package dev.parley.bot.local;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.parley.bot.responder.ReplyStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that carries lines of JSON. Sending never waits: a thread of its own writes, so that somebody who stopped
 * reading holds up nothing, and nobody who is interrupted closes the channel in the middle of a line.
 */
final class Wire implements AutoCloseable {
    /** Goes up whenever a line of one version would be misread by another. */
    static final int VERSION = 1;

    /** In bytes. No model's context holds a message that is longer. */
    static final int LONGEST_LINE = 4 << 20;

    /** Far more than replies and answers need; who does not even take these does not read at all. */
    private static final int LONGEST_QUEUE = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Wire.class);
    private static final Duration LAST_LINES = Duration.ofMillis(500);
    private static final Supplier<Object> END = Object::new;
    private static final ObjectMapper MAPPER = mapper();

    private final SocketChannel channel;
    private final BlockingQueue<Supplier<?>> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private final ByteBuffer received = ByteBuffer.allocate(16 << 10).flip();
    private final Thread writer;

    /** The names of the lines and statuses. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface Named {}

    /** A line that is longer than allowed, or not understood. */
    static final class BadLineException extends IOException {
        private static final long serialVersionUID = 1;

        BadLineException(String message) {
            super(message);
        }
    }

    Wire(SocketChannel channel) {
        this.channel = channel;
        this.writer = Thread.ofVirtual().name("local-writer").start(this::write);
    }

    private static ObjectMapper mapper() {
        var mapper = JsonMapper.builder()
                // A half of a surrogate pair is carried as it is, instead of failing.
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                // The greeting of a later version may say more.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .addMixIn(ReplyStatus.class, Named.class);
        for (Class<?> family : new Class<?>[] {Asked.class, Told.class, ReplyStatus.class}) {
            for (Class<?> each : family.getPermittedSubclasses()) {
                mapper.registerSubtypes(new NamedType(each, each.getSimpleName().toLowerCase(Locale.ROOT)));
            }
        }
        return mapper.build();
    }

    /** Whether a line is short enough to be sent. */
    static boolean fits(Object line) {
        return bytes(line).length <= LONGEST_LINE;
    }

    /** Sends a line after those before it. */
    void send(Object line) {
        sendLater(() -> line);
    }

    /** Sends what the line is by the time that it is written. */
    void sendLater(Supplier<?> line) {
        if (!queue.offer(line)) {
            log.warn("somebody who attached does not read; the connection is closed");
            disconnect();
        }
    }

    /**
     * Waits for the next line; called by one thread.
     *
     * @return null at the end of the connection, however it came
     * @throws BadLineException if it is too long or no line of this kind
     */
    <T> @Nullable T read(Class<T> family) throws BadLineException {
        var line = new ByteArrayOutputStream();
        while (true) {
            while (received.hasRemaining()) {
                byte next = received.get();
                if (next == '\n') {
                    return parse(line.toByteArray(), family);
                }
                if (line.size() == LONGEST_LINE) {
                    throw new BadLineException("a line of more than " + LONGEST_LINE + " bytes");
                }
                line.write(next);
            }
            received.clear();
            try {
                if (channel.read(received) < 0) {
                    return null;
                }
            } catch (IOException e) {
                return null;
            } finally {
                received.flip();
            }
        }
    }

    private static <T> T parse(byte[] line, Class<T> family) throws BadLineException {
        try {
            T read = MAPPER.readValue(line, family);
            if (read == null) {
                throw new BadLineException("a line that says nothing");
            }
            return read;
        } catch (IOException e) {
            // Jackson's message quotes the line, and what people say belongs into no log.
            throw new BadLineException("a line that is not understood");
        }
    }

    private void write() {
        try {
            for (Supplier<?> next = queue.take(); !next.equals(END); next = queue.take()) {
                ByteBuffer line = ByteBuffer.wrap(bytes(next.get()));
                ByteBuffer end = ByteBuffer.wrap(new byte[] {'\n'});
                while (line.hasRemaining() || end.hasRemaining()) {
                    channel.write(new ByteBuffer[] {line, end});
                }
            }
        } catch (IOException e) {
            // The other side is gone: the reader hears of it too.
            log.debug("a connection ended while it was written to", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    private static byte[] bytes(Object line) {
        try {
            return MAPPER.writeValueAsBytes(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts and numbers become JSON", e);
        }
    }

    private void disconnect() {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("a connection could not be closed", e);
        }
    }

    /** Sends what waits, as far as it is taken at once, and ends the connection. */
    @Override
    public void close() {
        boolean _ = queue.offer(END);
        try {
            boolean _ = writer.join(LAST_LINES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        disconnect();
    }
}
