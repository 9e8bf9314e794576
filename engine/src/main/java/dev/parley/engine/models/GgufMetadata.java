package dev.parley.engine.models;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key-value part of a GGUF. Scalars are kept, of the arrays only the vocabulary's tokens and types and short ones of
 * whole numbers; the others (merges, scores) are passed over, their type and length remembered.
 */
final class GgufMetadata {

    static final int INT32 = 5;
    static final int FLOAT32 = 6;
    static final int STRING = 8;
    private static final int UINT8 = 0;
    private static final int INT8 = 1;
    private static final int UINT16 = 2;
    private static final int INT16 = 3;
    static final int UINT32 = 4;
    private static final int BOOL = 7;
    private static final int ARRAY = 9;
    private static final int UINT64 = 10;
    private static final int INT64 = 11;
    private static final int FLOAT64 = 12;

    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String TOKEN_TYPES = "tokenizer.ggml.token_type";
    private static final int LONGEST_KEY = 65_535;
    private static final int LONGEST_STRING = 16 << 20;
    private static final int LONGEST_TOKEN = 65_535;
    /** The largest vocabularies have 262,144 tokens; merges are about as many. */
    private static final int LONGEST_ARRAY = 4_000_000;

    private static final int LONGEST_KEPT = 1_024;
    private static final long MOST_TEXT = 64L << 20;

    private final Map<String, Object> scalars = new HashMap<>();
    private final Map<String, Integer> types = new HashMap<>();
    private final Map<String, Array> arrays = new HashMap<>();
    private long textLeft = MOST_TEXT;

    /** An array: its element type, its length, and its elements where they are kept. */
    record Array(int type, int length, List<String> strings, List<Long> numbers) {}

    /** Reads that many pairs. */
    static GgufMetadata read(GgufInput in, long count) throws IOException {
        var metadata = new GgufMetadata();
        for (long i = 0; i < count; i++) {
            metadata.readPair(in);
        }
        return metadata;
    }

    /** A string, empty where the key is missing or something else. */
    Optional<String> string(String key) {
        return Optional.ofNullable(scalars.get(key))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    /** A whole number, null where the key is missing or something else. */
    @Nullable Long number(String key) {
        return scalars.get(key) instanceof Long number ? number : null;
    }

    /** A 32-bit floating point number, null where the key is missing or something else, 64 bits included. */
    @Nullable Double float32(String key) {
        return is(key, FLOAT32) && scalars.get(key) instanceof Double number ? number : null;
    }

    /** Whether the key is there with this very type. */
    boolean is(String key, int type) {
        return Integer.valueOf(type).equals(types.get(key));
    }

    /** An array, null where the key is missing or something else. */
    @Nullable Array array(String key) {
        return arrays.get(key);
    }

    /** The vocabulary's tokens, null where there are none. */
    @Nullable Array tokens() {
        return array(TOKENS);
    }

    /** The types of the tokens, null where the file has none. */
    @Nullable Array tokenTypes() {
        return array(TOKEN_TYPES);
    }

    private void readPair(GgufInput in) throws IOException {
        String key = in.string(LONGEST_KEY);
        int type = in.int32();
        if (types.containsKey(key)) {
            throw in.damaged("it has the key " + key + " twice");
        }
        types.put(key, type);
        switch (type) {
            case STRING -> scalars.put(key, text(in, LONGEST_STRING));
            case ARRAY -> arrays.put(key, array(in, key));
            case FLOAT32 -> scalars.put(key, (double) Float.intBitsToFloat(in.int32()));
            case FLOAT64 -> scalars.put(key, Double.longBitsToDouble(in.int64()));
            case BOOL -> scalars.put(key, in.number(1) != 0);
            default -> scalars.put(key, wholeNumber(in, type));
        }
    }

    private Array array(GgufInput in, String key) throws IOException {
        int type = in.int32();
        int length = (int) in.count("values for " + key, LONGEST_ARRAY);
        if (type == STRING && key.equals(TOKENS)) {
            var tokens = new ArrayList<String>();
            for (int i = 0; i < length; i++) {
                tokens.add(text(in, LONGEST_TOKEN));
            }
            return new Array(type, length, List.copyOf(tokens), List.of());
        }
        if (type == STRING) {
            for (int i = 0; i < length; i++) {
                in.skipString();
            }
            return new Array(type, length, List.of(), List.of());
        }
        boolean kept = isWholeNumber(type) && (length <= LONGEST_KEPT || key.equals(TOKEN_TYPES));
        if (!kept) {
            in.skip((long) length * width(in, type));
            return new Array(type, length, List.of(), List.of());
        }
        var numbers = new ArrayList<Long>();
        for (int i = 0; i < length; i++) {
            numbers.add(wholeNumber(in, type));
        }
        return new Array(type, length, List.of(), List.copyOf(numbers));
    }

    private String text(GgufInput in, int limit) throws IOException {
        String text = in.string(limit);
        textLeft -= text.length();
        if (textLeft < 0) {
            throw in.damaged("its description holds more text than the " + (MOST_TEXT >> 20) + " MB that make sense");
        }
        return text;
    }

    private static long wholeNumber(GgufInput in, int type) throws IOException {
        int width = width(in, type);
        long value = in.number(width);
        int unused = Long.SIZE - Byte.SIZE * width;
        return Set.of(INT8, INT16, INT32, INT64).contains(type) ? value << unused >> unused : value;
    }

    private static boolean isWholeNumber(int type) {
        return (type >= UINT8 && type <= INT32) || type == UINT64 || type == INT64;
    }

    private static int width(GgufInput in, int type) {
        return switch (type) {
            case UINT8, INT8, BOOL -> 1;
            case UINT16, INT16 -> 2;
            case UINT32, INT32, FLOAT32 -> 4;
            case UINT64, INT64, FLOAT64 -> 8;
            default -> throw in.damaged("it has a value of the unknown type " + Integer.toUnsignedString(type));
        };
    }
}
