package dev.parley.engine.states;

import java.nio.ByteBuffer;

/** Bytes outside the heap, of more than one buffer's length perhaps, of which a part at a time is looked at. */
public interface StateBytes {
    /**
     * How many there are.
     *
     * @return bytes
     */
    long size();

    /**
     * A part of them, not a copy.
     *
     * @param from the first
     * @param length how many
     * @return a buffer of just this part
     */
    ByteBuffer part(long from, int length);
}
