package dev.parley.engine.core;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of token after token into text, at complete characters only: a character may be spread over several
 * tokens. What is no UTF-8 becomes U+FFFD.
 */
final class Utf8Stream {
    /** The longest unfinished character is three of four bytes. */
    private static final int LONGEST_REST = 3;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] rest = new byte[0];

    /** Takes the next bytes and returns the characters that are complete now. */
    String next(byte[] bytes) {
        ByteBuffer in = ByteBuffer.allocate(rest.length + bytes.length);
        in.put(rest).put(bytes).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        CoderResult result = decoder.reset().decode(in, out, false);
        assert result.isUnderflow() : "one char per byte is room enough";
        rest = new byte[in.remaining()];
        in.get(rest);
        assert rest.length <= LONGEST_REST;
        return out.flip().toString();
    }

    /** Whether bytes of an unfinished character are held. */
    boolean isMidCharacter() {
        return rest.length > 0;
    }
}
