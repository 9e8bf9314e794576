package dev.parley.engine.models;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The tensor infos of a GGUF: reads them, and checks that every tensor lies within the file. */
final class GgufTensors {

    /** {@code GGML_MAX_NAME} less its NUL, and {@code GGML_MAX_DIMS}. */
    private static final int LONGEST_NAME = 63;

    private static final int MOST_DIMENSIONS = 4;

    private GgufTensors() {}

    /** Reads that many infos. */
    static List<GgufFile.Tensor> read(GgufInput in, long count) throws IOException {
        var tensors = new ArrayList<GgufFile.Tensor>();
        var names = new HashSet<String>();
        for (long i = 0; i < count; i++) {
            var tensor = readOne(in);
            if (!names.add(tensor.name())) {
                throw in.damaged("it has the tensor " + tensor.name() + " twice");
            }
            tensors.add(tensor);
        }
        return List.copyOf(tensors);
    }

    /**
     * Checks that all data is there.
     *
     * @param file its name for the message
     * @param start where tensor data begins, bytes from the file's start
     * @param size bytes in the file
     */
    static void requireComplete(List<GgufFile.Tensor> tensors, String file, long start, long size) {
        long end = start;
        for (var tensor : tensors) {
            end = Math.max(end, saturated(start, saturated(tensor.offset(), tensor.bytes())));
        }
        if (end > size) {
            throw new ModelFileException("%s is cut short: %,d of its %,d bytes are missing. Fetch it again."
                    .formatted(file, end - size, end));
        }
    }

    private static GgufFile.Tensor readOne(GgufInput in) throws IOException {
        String name = in.string(LONGEST_NAME);
        int dimensions = in.int32();
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw in.damaged("its tensor %s has %s dimensions".formatted(name, Integer.toUnsignedString(dimensions)));
        }
        var shape = new ArrayList<Long>();
        long elements = 1;
        for (int i = 0; i < dimensions; i++) {
            long length = in.int64();
            if (length < 1 || length > Long.MAX_VALUE / 16 / elements) {
                throw in.damaged("its tensor %s has an impossible shape".formatted(name));
            }
            shape.add(length);
            elements *= length;
        }
        int number = in.int32();
        var type = GgmlType.of(number)
                .orElseThrow(() -> new ModelFileException(
                        "%s has tensors of a type (number %s) that the llama.cpp in this Parley (%s) does not know. Choose a file with another quantisation."
                                .formatted(in.file(), Integer.toUnsignedString(number), Architectures.BUILD)));
        if (shape.getFirst() % type.blockElements() != 0) {
            throw in.damaged("the rows of its tensor %s are no whole blocks".formatted(name));
        }
        long offset = in.int64();
        if (offset < 0) {
            throw in.damaged("its tensor %s lies nowhere in the file".formatted(name));
        }
        return new GgufFile.Tensor(name, List.copyOf(shape), type.name(), offset, type.bytes(elements));
    }

    private static long saturated(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
