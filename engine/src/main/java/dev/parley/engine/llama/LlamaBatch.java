package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The tokens of one step, in native memory that is allocated once. llama.cpp aborts the process on too many tokens and
 * accepts wrong sequence ids in silence, so both are refused here.
 */
public final class LlamaBatch implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final int capacity;
    private final int sequences;
    private final int vocabularySize;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequenceIds;
    private final MemorySegment logits;
    private int size;

    /**
     * Allocates a batch.
     *
     * @param capacity the most tokens of one step; at most the context's batch size
     * @param sequences sequence ids run from 0 to this, exclusive
     * @param vocabularySize token ids run from 0 to this, exclusive
     */
    public LlamaBatch(int capacity, int sequences, int vocabularySize) {
        this.capacity = capacity;
        this.sequences = sequences;
        this.vocabularySize = vocabularySize;
        struct = arena.allocate(Structs.BATCH);
        tokens = arena.allocate(JAVA_INT, capacity);
        positions = arena.allocate(JAVA_INT, capacity);
        sequenceIds = arena.allocate(JAVA_INT, capacity);
        logits = arena.allocate(JAVA_BYTE, capacity);
        MemorySegment counts = arena.allocate(JAVA_INT, capacity);
        MemorySegment pointers = arena.allocate(ADDRESS, capacity);
        for (int i = 0; i < capacity; i++) {
            counts.setAtIndex(JAVA_INT, i, 1);
            pointers.setAtIndex(ADDRESS, i, sequenceIds.asSlice((long) i * Integer.BYTES));
        }
        Structs.set(struct, Structs.BATCH, "token", tokens);
        Structs.set(struct, Structs.BATCH, "pos", positions);
        Structs.set(struct, Structs.BATCH, "n_seq_id", counts);
        Structs.set(struct, Structs.BATCH, "seq_id", pointers);
        Structs.set(struct, Structs.BATCH, "logits", logits);
    }

    /** Empties the batch. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a token.
     *
     * @param token its id
     * @param position its place in the sequence, from 0
     * @param sequence the sequence's id
     * @param wantsLogits whether the model's answer after this token is needed
     * @return the row to ask {@link LlamaContext} about afterwards
     * @throws IllegalArgumentException if the batch is full or an id is out of range
     */
    public int add(int token, int position, int sequence, boolean wantsLogits) {
        if (size == capacity) {
            throw new IllegalArgumentException("The batch holds " + capacity + " tokens.");
        }
        if (token < 0 || token >= vocabularySize) {
            throw new IllegalArgumentException("Token id " + token + " is outside the vocabulary.");
        }
        if (sequence < 0 || sequence >= sequences || position < 0) {
            throw new IllegalArgumentException("No sequence " + sequence + ", position " + position + ".");
        }
        tokens.setAtIndex(JAVA_INT, size, token);
        positions.setAtIndex(JAVA_INT, size, position);
        sequenceIds.setAtIndex(JAVA_INT, size, sequence);
        logits.set(JAVA_BYTE, size, (byte) (wantsLogits ? 1 : 0));
        return size++;
    }

    /**
     * The number of tokens in the batch.
     *
     * @return 0 to the capacity
     */
    public int size() {
        return size;
    }

    /**
     * The most tokens that it holds.
     *
     * @return as given at construction
     */
    public int capacity() {
        return capacity;
    }

    MemorySegment struct() {
        Structs.set(struct, Structs.BATCH, "n_tokens", size);
        return struct;
    }

    boolean wantsLogits(int row) {
        return row >= 0 && row < size && logits.get(JAVA_BYTE, row) != 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}
