package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Brings states of f16 values into a context that has f32 ones, and out of it; both transposed, as {@link StateLayout} tells.
 * It goes by pieces: another whole state, half as large again, would be 140 MB where there are 94.
 */
final class WideStates {
    private final LlamaApi api;
    private final MemorySegment context;
    private final StatePieces pieces;

    /** Bytes of a cell's keys in each layer. */
    private final long[] keys;
    /** How many values a cell has in each layer. */
    private final int[] values;
    /** Of a state without cells. */
    private final long emptyBytes;

    private final long narrowCell;
    private final long wideCell;

    /**
     * Reads off a state without cells how a state is made up.
     *
     * @param context an empty one, without flash attention, with f32 values
     */
    WideStates(LlamaApi api, MemorySegment context, StatePieces pieces) {
        this.api = api;
        this.context = context;
        this.pieces = pieces;
        try (Arena arena = Arena.ofConfined()) {
            emptyBytes = api.state_seq_get_size.call(context, 0);
            MemorySegment empty = arena.allocate(emptyBytes, Long.BYTES);
            api.state_seq_get_data.call(context, empty, emptyBytes, 0);
            int layers = empty.get(JAVA_INT_UNALIGNED, 2L * Integer.BYTES);
            keys = new long[layers];
            values = new int[layers];
            long at = 3L * Integer.BYTES;
            long bytes = StateLayout.CELL_BYTES;
            for (int layer = 0; layer < layers; layer++) {
                keys[layer] = empty.get(JAVA_LONG_UNALIGNED, at + Integer.BYTES);
                bytes += keys[layer];
                at += StateLayout.HEAD_BYTES;
            }
            long numbers = 0;
            for (int layer = 0; layer < layers; layer++) {
                values[layer] = empty.get(JAVA_INT_UNALIGNED, at + 2 * Integer.BYTES);
                numbers += values[layer];
                at += StateLayout.HEAD_BYTES;
            }
            narrowCell = bytes + numbers * Short.BYTES;
            wideCell = bytes + numbers * Float.BYTES;
        }
    }

    /** Copies a sequence's state out; its positions begin with 0 and have no holes. */
    MemorySegment save(int sequence, Arena arena) {
        int cells = Math.toIntExact((api.state_seq_get_size.call(context, sequence) - emptyBytes) / wideCell);
        MemorySegment state = arena.allocate(emptyBytes + cells * narrowCell, Long.BYTES);
        try (Arena passing = Arena.ofConfined()) {
            MemorySegment piece = room(cells, passing);
            for (int first = 0; first < cells; first += StatePieces.CELLS) {
                int count = Math.min(StatePieces.CELLS, cells - first);
                long written = pieces.take(sequence, first, first + count, piece);
                if (written != emptyBytes + count * wideCell) {
                    throw new LlamaException("A state's positions have holes.");
                }
                copy(new Side(piece, count, 0, false), new Side(state, cells, first, true), count);
            }
        }
        return state;
    }

    /** Puts a state back. False if it has not the size that it says, or there was no room; the sequence is empty then. */
    boolean restore(int sequence, MemorySegment state) {
        pieces.remove(sequence, -1, -1);
        int cells = state.get(JAVA_INT_UNALIGNED, 0);
        if (cells < 0 || state.byteSize() != emptyBytes + cells * narrowCell) {
            return false;
        }
        try (Arena passing = Arena.ofConfined()) {
            MemorySegment piece = room(cells, passing);
            for (int first = 0; first < cells; first += StatePieces.CELLS) {
                int count = Math.min(StatePieces.CELLS, cells - first);
                copy(new Side(state, cells, first, true), new Side(piece, count, 0, false), count);
                if (!pieces.put(piece.asSlice(0, emptyBytes + count * wideCell))) {
                    pieces.remove(sequence, -1, -1);
                    return false;
                }
                pieces.give(sequence);
            }
        }
        return true;
    }

    private MemorySegment room(int cells, Arena arena) {
        return arena.allocate(emptyBytes + Math.min(StatePieces.CELLS, cells) * wideCell, Long.BYTES);
    }

    /** A state with so many cells, of which some are copied from the first on, and how far that has come. */
    private static final class Side {
        private final MemorySegment state;
        private final long cells;
        private final long first;
        private final boolean narrow;
        private long at;

        Side(MemorySegment state, long cells, long first, boolean narrow) {
            this.state = state;
            this.cells = cells;
            this.first = first;
            this.narrow = narrow;
        }

        /** The part of what follows, so many bytes for each cell, that is copied; goes behind it. */
        MemorySegment next(long bytes, int count) {
            MemorySegment part = state.asSlice(at + first * bytes, count * bytes);
            at += cells * bytes;
            return part;
        }

        /** Bytes that no cell has. */
        MemorySegment next(long bytes) {
            at += bytes;
            return state.asSlice(at - bytes, bytes);
        }
    }

    private void copy(Side from, Side to, int count) {
        to.next(Integer.BYTES).set(JAVA_INT_UNALIGNED, 0, (int) to.cells);
        from.next(Integer.BYTES);
        to.next(StateLayout.CELL_BYTES, count).copyFrom(from.next(StateLayout.CELL_BYTES, count));
        to.next(2 * Integer.BYTES).copyFrom(from.next(2 * Integer.BYTES));
        for (long bytes : keys) {
            to.next(StateLayout.HEAD_BYTES).copyFrom(from.next(StateLayout.HEAD_BYTES));
            to.next(bytes, count).copyFrom(from.next(bytes, count));
        }
        for (int numbers : values) {
            MemorySegment head = to.next(StateLayout.HEAD_BYTES).copyFrom(from.next(StateLayout.HEAD_BYTES));
            head.set(JAVA_INT_UNALIGNED, 0, to.narrow ? StateLayout.F16 : StateLayout.F32);
            head.set(JAVA_INT_UNALIGNED, Integer.BYTES, to.narrow ? Short.BYTES : Float.BYTES);
            for (int number = 0; number < numbers; number++) {
                if (to.narrow) {
                    api.fp32_to_fp16_row.call(from.next(Float.BYTES, count), to.next(Short.BYTES, count), count);
                } else {
                    api.fp16_to_fp32_row.call(from.next(Short.BYTES, count), to.next(Float.BYTES, count), count);
                }
            }
        }
    }
}
