package dev.parley.engine.core;

import dev.parley.engine.states.StateBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A state's memory, which the cache and whoever writes it to disk may hold at once. The last to let go frees it. */
final class StateData implements StateBytes {
    private final MemorySegment segment;
    private final Arena arena;
    private int holders = 1;

    /**
     * Takes memory over.
     *
     * @param arena owns it; a shared one where more than one thread will hold it
     */
    StateData(MemorySegment segment, Arena arena) {
        this.segment = segment;
        this.arena = arena;
    }

    MemorySegment segment() {
        return segment;
    }

    /** False if it is freed already. */
    synchronized boolean hold() {
        if (holders == 0) {
            return false;
        }
        holders++;
        return true;
    }

    synchronized void letGo() {
        holders--;
        if (holders == 0) {
            arena.close();
        }
    }

    @Override
    public long size() {
        return segment.byteSize();
    }

    @Override
    public ByteBuffer part(long from, int length) {
        return segment.asSlice(from, length).asByteBuffer();
    }
}
