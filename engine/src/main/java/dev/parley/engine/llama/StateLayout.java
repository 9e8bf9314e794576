package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The order in which a sequence's saved state has its values. With flash attention they lie cell by cell, as the keys do;
 * without it llama.cpp keeps them transposed, all cells of one number behind each other, and takes back nothing else. Both
 * are of the same size ({@code llama_kv_cache_unified::state_write_data} of build b4916):
 *
 * <pre>
 * u32 cells, for each: i32 position, u32 0
 * u32 1 if transposed, u32 layers
 * keys, for each layer:   i32 type, u64 bytes of a cell, [cells][numbers]
 * values, for each layer: i32 type, u64 bytes of a cell, [cells][numbers]
 *                     or: i32 type, u32 bytes of a number, u32 numbers, [numbers][cells]
 * </pre>
 */
final class StateLayout {
    /** Of {@code ggml_type}. */
    static final int F32 = 0;

    static final int F16 = 1;
    static final int Q8_0 = 8;

    /** Position and number of sequences. */
    static final int CELL_BYTES = 8;
    /** Before the numbers of each layer. */
    static final int HEAD_BYTES = 12;

    /** What fits into a core's nearest cache in both orders. */
    private static final int BLOCK = 32;

    private StateLayout() {}

    /** Whether the values of a state lie as a context without flash attention has them. */
    static boolean isTransposed(MemorySegment state) {
        return state.get(JAVA_INT_UNALIGNED, order(state)) == 1;
    }

    private static long order(MemorySegment state) {
        return Integer.BYTES + Integer.toUnsignedLong(state.get(JAVA_INT_UNALIGNED, 0)) * CELL_BYTES;
    }

    /**
     * Writes a state of f16 values in the other order.
     *
     * @param from as llama.cpp gave it, whole
     * @param to of the same size; may be the same
     */
    static void transpose(MemorySegment from, MemorySegment to) {
        long cells = Integer.toUnsignedLong(from.get(JAVA_INT_UNALIGNED, 0));
        long at = order(from);
        boolean transposed = isTransposed(from);
        int layers = from.get(JAVA_INT_UNALIGNED, at + Integer.BYTES);
        long values = at + 2 * Integer.BYTES;
        for (int layer = 0; layer < layers; layer++) {
            values += HEAD_BYTES + cells * from.get(JAVA_LONG_UNALIGNED, values + Integer.BYTES);
        }
        MemorySegment.copy(from, 0, to, 0, values);
        to.set(JAVA_INT_UNALIGNED, at, transposed ? 0 : 1);
        int rows = Math.toIntExact(cells);
        for (int layer = 0; layer < layers; layer++) {
            int type = from.get(JAVA_INT_UNALIGNED, values);
            int numbers = transposed
                    ? from.get(JAVA_INT_UNALIGNED, values + 2 * Integer.BYTES)
                    : Math.toIntExact(from.get(JAVA_LONG_UNALIGNED, values + Integer.BYTES) / Short.BYTES);
            to.set(JAVA_INT_UNALIGNED, values, type);
            if (transposed) {
                to.set(JAVA_LONG_UNALIGNED, values + Integer.BYTES, (long) numbers * Short.BYTES);
            } else {
                to.set(JAVA_INT_UNALIGNED, values + Integer.BYTES, Short.BYTES);
                to.set(JAVA_INT_UNALIGNED, values + 2 * Integer.BYTES, numbers);
            }
            values += HEAD_BYTES;
            short[] layerValues = new short[rows * numbers];
            MemorySegment.copy(from, JAVA_SHORT_UNALIGNED, values, layerValues, 0, layerValues.length);
            short[] turned =
                    transposed ? transposed(layerValues, numbers, rows) : transposed(layerValues, rows, numbers);
            MemorySegment.copy(turned, 0, to, JAVA_SHORT_UNALIGNED, values, turned.length);
            values += (long) turned.length * Short.BYTES;
        }
    }

    private static short[] transposed(short[] from, int rows, int columns) {
        short[] to = new short[from.length];
        for (int top = 0; top < rows; top += BLOCK) {
            int bottom = Math.min(rows, top + BLOCK);
            for (int left = 0; left < columns; left += BLOCK) {
                int right = Math.min(columns, left + BLOCK);
                for (int column = left; column < right; column++) {
                    for (int row = top; row < bottom; row++) {
                        to[column * rows + row] = from[row * columns + column];
                    }
                }
            }
        }
        return to;
    }
}
