package dev.parley.engine.client;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events out of a stream of bytes, as the HTML standard says: fields {@code data} and {@code event}, a blank
 * line ends an event, comments are skipped, an event without its blank line never happened. Lines are cut at the byte
 * and decoded whole, so that a character split between two packets stays whole too.
 */
final class EventReader {

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[8192];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int position;
    private int filled;

    /**
     * A reader of a stream that somebody else closes.
     *
     * @param in the body of the answer
     * @param limit bytes that one event may have: without it, one endless line would be an OutOfMemoryError
     */
    EventReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** The next event, or null at the end of the stream. Blocks; throws a ProtocolException for an event over the limit. */
    @Nullable ServerSentEvent next() throws IOException {
        String event = null;
        StringBuilder data = null;
        while (true) {
            var text = readLine(data == null ? limit : limit - data.length());
            if (text == null) {
                return null;
            }
            if (text.isEmpty()) {
                if (data != null) {
                    return new ServerSentEvent(event, data.toString());
                }
                event = null;
                continue;
            }
            int colon = text.indexOf(':');
            var field = colon < 0 ? text : text.substring(0, colon);
            var value = colon < 0 ? "" : text.substring(text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            if (field.equals("data")) {
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            } else if (field.equals("event")) {
                event = value;
            }
        }
    }

    private @Nullable String readLine(int allowed) throws IOException {
        line.reset();
        while (true) {
            if (position == filled) {
                position = 0;
                filled = Math.max(0, in.read(buffer, 0, buffer.length));
                if (filled == 0) {
                    return null;
                }
            }
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            if (line.size() + (end - position) > allowed) {
                throw new ProtocolException("one event is longer than " + limit + " bytes.");
            }
            line.write(buffer, position, end - position);
            boolean complete = end < filled;
            position = complete ? end + 1 : end;
            if (complete) {
                var text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
        }
    }
}
