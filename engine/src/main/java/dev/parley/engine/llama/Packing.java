package dev.parley.engine.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Moves cells together. llama.cpp's own defragmentation writes beyond its tensors where keys have 8 bits (mended by its pull
 * request 12310, after b4916). This one takes a piece of a sequence as a state and puts it back, which goes to the first free
 * cells that lie together; only then the old ones are freed, so that nothing is lost where there is no room.
 */
final class Packing {
    /** The fewest cells for which it is worth while. */
    private static final int LEAST_PIECE = 16;

    private final StatePieces pieces;

    Packing(StatePieces pieces) {
        this.pieces = pieces;
    }

    /** Moves a sequence's cells, which are at positions from 0 on, as far as there is room to move them. */
    void pack(int sequence, int cells) {
        int most = StatePieces.CELLS;
        int first = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment room = arena.allocate(pieces.bytes(sequence, 0, Math.min(cells, most)), Long.BYTES);
            while (first < cells && most >= LEAST_PIECE) {
                int end = Math.min(cells, first + most);
                long bytes = pieces.take(sequence, first, end, room);
                if (pieces.put(room.asSlice(0, bytes))) {
                    pieces.remove(sequence, first, end);
                    pieces.give(sequence);
                    first = end;
                } else {
                    most /= 2;
                }
            }
        }
    }
}
