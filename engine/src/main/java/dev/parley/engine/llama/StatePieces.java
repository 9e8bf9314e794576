package dev.parley.engine.llama;

import java.lang.foreign.MemorySegment;

/**
 * Takes a state out of a context and puts it back by pieces: cells of a sequence at some of its positions, under a sequence id
 * that is kept for that.
 */
final class StatePieces {
    /** Cells at a time, at most. */
    static final int CELLS = 256;

    private final LlamaApi api;
    private final MemorySegment context;
    private final int spare;

    /** @param spare a sequence id that nobody uses */
    StatePieces(LlamaApi api, MemorySegment context, int spare) {
        this.api = api;
        this.context = context;
        this.spare = spare;
    }

    /** How many bytes {@link #take} writes. */
    long bytes(int sequence, int first, int end) {
        api.kv_self_seq_cp.call(context, sequence, spare, first, end);
        long bytes = api.state_seq_get_size.call(context, spare);
        remove(spare, -1, -1);
        return bytes;
    }

    /**
     * Copies out what a sequence has at the positions from {@code first} on, before {@code end}.
     *
     * @return bytes written; fewer than expected where positions have no cell
     */
    long take(int sequence, int first, int end, MemorySegment piece) {
        api.kv_self_seq_cp.call(context, sequence, spare, first, end);
        long written = api.state_seq_get_data.call(context, piece, piece.byteSize(), spare);
        remove(spare, -1, -1);
        return written;
    }

    /**
     * Puts a piece in the first free cells that lie together, for {@link #give}.
     *
     * @return false if there was no room, or the piece is damaged; nothing has changed then
     */
    boolean put(MemorySegment piece) {
        boolean done = api.state_seq_set_data.call(context, piece, piece.byteSize(), spare) != 0;
        if (!done) {
            remove(spare, -1, -1);
        }
        return done;
    }

    /** Makes what was put a sequence's. */
    void give(int sequence) {
        api.kv_self_seq_cp.call(context, spare, sequence, -1, -1);
        remove(spare, -1, -1);
    }

    /** Frees the cells that a sequence alone has at these positions; -1 and -1 for all. */
    void remove(int sequence, int first, int end) {
        api.kv_self_seq_rm.call(context, sequence, first, end);
    }
}
