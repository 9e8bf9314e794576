package dev.parley.engine.models;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads GGUF's little-endian values from a stream whose length is known. Each length in the file is held against what is
 * left of the file before anything is allocated or skipped, so a hostile file costs no more memory than it has bytes.
 */
final class GgufInput {

    private final InputStream in;
    private final String file;
    private final long size;
    private long position;

    GgufInput(InputStream in, String file, long size) {
        this.in = in;
        this.file = file;
        this.size = size;
    }

    /** The file as messages name it. */
    String file() {
        return file;
    }

    /** Bytes read or skipped so far. */
    long position() {
        return position;
    }

    /** Bytes in the whole file. */
    long size() {
        return size;
    }

    /** The next 4 bytes. */
    int int32() throws IOException {
        return (int) number(4);
    }

    /** The next 8 bytes as a count, which must be from 0 to the limit. */
    long count(String what, long limit) throws IOException {
        long value = int64();
        if (value < 0 || value > limit) {
            throw damaged("it announces %s %s, more than the %d that make sense"
                    .formatted(Long.toUnsignedString(value), what, limit));
        }
        return value;
    }

    /** The next 8 bytes. */
    long int64() throws IOException {
        return number(8);
    }

    /** The next n bytes, 1 to 8, as an unsigned little-endian number. */
    long number(int bytes) throws IOException {
        require(bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            int next = in.read();
            if (next < 0) {
                throw cutShort(new EOFException());
            }
            value |= (long) next << (Byte.SIZE * i);
        }
        position += bytes;
        return value;
    }

    /** A length of 64 bits and that many bytes of UTF-8. */
    String string(int limit) throws IOException {
        return new String(bytes((int) count("bytes of text", limit)), StandardCharsets.UTF_8);
    }

    /** Passes over a string. */
    void skipString() throws IOException {
        skip(int64());
    }

    /** Passes over that many bytes. */
    void skip(long bytes) throws IOException {
        require(bytes);
        try {
            in.skipNBytes(bytes);
        } catch (EOFException e) {
            throw cutShort(e);
        }
        position += bytes;
    }

    /** The next bytes as they are. */
    byte[] bytes(int count) throws IOException {
        require(count);
        byte[] read = in.readNBytes(count);
        if (read.length < count) {
            throw cutShort(new EOFException());
        }
        position += count;
        return read;
    }

    /** Says that the file contradicts itself. */
    ModelFileException damaged(String why) {
        return new ModelFileException("%s is damaged: %s. Fetch it again.".formatted(file, why));
    }

    private void require(long bytes) {
        if (bytes < 0 || bytes > size - position) {
            throw cutShort(new EOFException());
        }
    }

    private ModelFileException cutShort(EOFException cause) {
        return new ModelFileException(
                "%s is cut short or damaged: it ends in the middle of its description, after %,d bytes. Fetch it again."
                        .formatted(file, size),
                cause);
    }
}
