package dev.parley.engine.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The part of a GGUF before its tensors, the same for models and adapters, after the <a
 * href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">specification</a>.
 *
 * @param version 2 or 3
 * @param tensorCount how many tensor infos follow
 * @param metadata the key-value pairs
 */
record GgufHeader(int version, long tensorCount, GgufMetadata metadata) {

    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_PAIRS = 65_536;
    private static final int MOST_TENSORS = 65_536;
    private static final int DEFAULT_ALIGNMENT = 32;

    /** Reads it from the beginning of what a message calls such a file. */
    static GgufHeader read(GgufInput in, String kind) throws IOException {
        requireMagic(in, kind);
        int version = version(in);
        long tensorCount = in.count("tensors", MOST_TENSORS);
        return new GgufHeader(version, tensorCount, GgufMetadata.read(in, in.count("metadata pairs", MOST_PAIRS)));
    }

    /**
     * The tensors.
     *
     * @param infos one for each
     * @param start where their data begins, bytes from the file's start
     */
    record Tensors(List<GgufFile.Tensor> infos, long start) {}

    /** Reads the tensor infos, which come next, and checks that their data is in the file. */
    Tensors readTensors(GgufInput in) throws IOException {
        var infos = GgufTensors.read(in, tensorCount);
        long start = dataStart(in);
        GgufTensors.requireComplete(infos, in.file(), start, in.size());
        return new Tensors(infos, start);
    }

    private static void requireMagic(GgufInput in, String kind) throws IOException {
        byte[] start = in.bytes((int) Math.min(MAGIC.length, in.size()));
        if (start.length == 0) {
            throw new ModelFileException(in.file() + " is empty. Fetch it again.");
        }
        if (!Arrays.equals(start, MAGIC)) {
            throw new ModelFileException("%s is no GGUF %s: it begins with \"%s\" instead of \"GGUF\"."
                    .formatted(in.file(), kind, printable(start)));
        }
    }

    private static int version(GgufInput in) throws IOException {
        int version = in.int32();
        if (version == 2 || version == 3) {
            return version;
        }
        // Versions are small numbers: one that only has its high bytes set was written the other way round.
        if ((version & 0xffff) == 0 && version != 0) {
            throw new ModelFileException(in.file() + " is a big-endian GGUF; Parley reads little-endian ones only.");
        }
        throw new ModelFileException("%s is a GGUF of version %s; Parley reads versions 2 and 3."
                .formatted(in.file(), Integer.toUnsignedString(version)));
    }

    private long dataStart(GgufInput in) {
        Long stated = metadata.number("general.alignment");
        long alignment = stated == null ? DEFAULT_ALIGNMENT : stated;
        // llama.cpp ends the process where the number has another type.
        boolean typed = stated == null || metadata.is("general.alignment", GgufMetadata.UINT32);
        if (!typed || alignment < 8 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
            throw in.damaged("its alignment is " + (typed ? alignment : "no 32-bit number"));
        }
        return (in.position() + alignment - 1) / alignment * alignment;
    }

    /** Unknown bytes as a message may show them: printable ASCII, all else as dots. */
    private static String printable(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }
}
