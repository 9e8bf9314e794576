package dev.parley.bot.attachment;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes that may be text. */
final class TextBytes {
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /** The languages of western Europe have no more letters beyond ASCII in a row; more are of another encoding. */
    private static final int MOST_HIGH = 3;

    private TextBytes() {}

    /**
     * The text: UTF-8, or UTF-16 with its mark, else Windows-1252 where it looks like that.
     *
     * @return empty when this is no text: NUL, control characters, an encoding that cannot be told
     */
    static Optional<String> decode(byte[] bytes) {
        return unicode(bytes).or(() -> windows(bytes)).filter(text -> text.indexOf(0) < 0);
    }

    private static Optional<String> unicode(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return strictly(bytes, 3, StandardCharsets.UTF_8);
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return strictly(bytes, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(bytes, 0xFE, 0xFF)) {
            return strictly(bytes, 2, StandardCharsets.UTF_16BE);
        }
        return strictly(bytes, 0, StandardCharsets.UTF_8);
    }

    private static Optional<String> windows(byte[] bytes) {
        var high = 0;
        for (var b : bytes) {
            if (b >= 0 && b < 0x20 && "\t\n\r\f\u001B".indexOf(b) < 0) {
                return Optional.empty();
            }
            high = b < 0 ? high + 1 : 0;
            if (high > MOST_HIGH) {
                return Optional.empty();
            }
        }
        return strictly(bytes, 0, WINDOWS);
    }

    private static Optional<String> strictly(byte[] bytes, int from, Charset charset) {
        try {
            // A new decoder reports what it cannot read, while String replaces it.
            return Optional.of(charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (var i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
