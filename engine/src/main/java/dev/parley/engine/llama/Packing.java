package dev.parley.engine.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Moves cells together. llama.cpp's own defragmentation writes beyond its tensors where keys have 8 bits (mended by its pull
 * request 12310, after b4916). This one takes a piece of a sequence as a state and puts it back, which goes to the first free
 * cells that lie together; only then the old ones are freed, so that nothing is lost where there is no room.
 */
final class Packing {
    /** Cells at a time: the most, and the fewest for which it is worth while. */
    private static final int PIECE = 256;

    private static final int LEAST_PIECE = 16;

    private final LlamaApi api;
    private final MemorySegment context;
    private final int spare;

    /** @param spare a sequence id that nobody uses */
    Packing(LlamaApi api, MemorySegment context, int spare) {
        this.api = api;
        this.context = context;
        this.spare = spare;
    }

    /** Moves a sequence's cells, which are at positions from 0 on, as far as there is room to move them. */
    void pack(int sequence, int cells) {
        int piece = PIECE;
        int first = 0;
        while (first < cells && piece >= LEAST_PIECE) {
            int end = Math.min(cells, first + piece);
            if (move(sequence, first, end)) {
                first = end;
            } else {
                piece /= 2;
            }
        }
    }

    private boolean move(int sequence, int first, int end) {
        api.kv_self_seq_cp.call(context, sequence, spare, first, end);
        try (Arena arena = Arena.ofConfined()) {
            long size = api.state_seq_get_size.call(context, spare);
            MemorySegment piece = arena.allocate(size, Long.BYTES);
            api.state_seq_get_data.call(context, piece, size, spare);
            remove(spare, -1, -1);
            boolean hasRoom = api.state_seq_set_data.call(context, piece, size, spare) != 0;
            if (hasRoom) {
                remove(sequence, first, end);
                api.kv_self_seq_cp.call(context, spare, sequence, -1, -1);
            }
            remove(spare, -1, -1);
            return hasRoom;
        }
    }

    private void remove(int sequence, int first, int end) {
        api.kv_self_seq_rm.call(context, sequence, first, end);
    }
}
