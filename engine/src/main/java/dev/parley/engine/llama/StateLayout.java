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
    /** Position and number of sequences. */
    private static final int CELL_BYTES = 8;
    /** Before the numbers of each layer. */
    private static final int HEAD_BYTES = 12;

    /** What fits into a core's nearest cache in both orders. */
    private static final int BLOCK = 32;

    private StateLayout() {}

    /**
     * Turns a state of f16 values into the other order, in place.
     *
     * @param state as llama.cpp gave it, whole
     */
    static void transpose(MemorySegment state) {
        long cells = Integer.toUnsignedLong(state.get(JAVA_INT_UNALIGNED, 0));
        long at = Integer.BYTES + cells * CELL_BYTES;
        boolean transposed = state.get(JAVA_INT_UNALIGNED, at) == 1;
        int layers = state.get(JAVA_INT_UNALIGNED, at + Integer.BYTES);
        state.set(JAVA_INT_UNALIGNED, at, transposed ? 0 : 1);
        at += 2 * Integer.BYTES;
        for (int layer = 0; layer < layers; layer++) {
            at += HEAD_BYTES + cells * state.get(JAVA_LONG_UNALIGNED, at + Integer.BYTES);
        }
        int rows = Math.toIntExact(cells);
        for (int layer = 0; layer < layers; layer++) {
            int numbers = transposed
                    ? state.get(JAVA_INT_UNALIGNED, at + 2 * Integer.BYTES)
                    : Math.toIntExact(state.get(JAVA_LONG_UNALIGNED, at + Integer.BYTES) / Short.BYTES);
            if (transposed) {
                state.set(JAVA_LONG_UNALIGNED, at + Integer.BYTES, (long) numbers * Short.BYTES);
            } else {
                state.set(JAVA_INT_UNALIGNED, at + Integer.BYTES, Short.BYTES);
                state.set(JAVA_INT_UNALIGNED, at + 2 * Integer.BYTES, numbers);
            }
            at += HEAD_BYTES;
            MemorySegment values = state.asSlice(at, (long) rows * numbers * Short.BYTES);
            transpose(values, transposed ? numbers : rows, transposed ? rows : numbers);
            at += values.byteSize();
        }
    }

    private static void transpose(MemorySegment values, int rows, int columns) {
        short[] from = new short[rows * columns];
        short[] to = new short[rows * columns];
        MemorySegment.copy(values, JAVA_SHORT_UNALIGNED, 0, from, 0, from.length);
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
        MemorySegment.copy(to, 0, values, JAVA_SHORT_UNALIGNED, 0, to.length);
    }
}
