package dev.parley.engine.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The states of conversations that nobody is answering at the moment, in RAM outside the Java heap, the least recently
 * used dropped first. What a state may serve is decided by its key: a conversation's own states serve that conversation
 * alone, so that nobody's reply time tells what another wrote; only states without a key, of personas' system prompts,
 * are shared. Belongs to the scheduler's thread.
 */
final class StateCache implements AutoCloseable {
    /**
     * A saved state.
     *
     * @param key the conversation, null for a shared one
     * @param adapters fingerprint of the adapters that it was computed under
     * @param tokens what its cells stand for
     * @param data llama.cpp's copy of the cells
     * @param arena owns the data
     */
    private record State(@Nullable String key, String adapters, int[] tokens, MemorySegment data, Arena arena) {}

    /**
     * The best state for a prompt.
     *
     * @param data to be restored
     * @param tokens how many it holds
     * @param common how many of them the prompt begins with
     */
    record Match(MemorySegment data, int tokens, int common) {}

    private final long budget;
    /** Least recently used first. */
    private final LinkedHashSet<State> states = new LinkedHashSet<>();

    private long bytes;

    /**
     * Creates an empty cache.
     *
     * @param budget bytes that the states may take together
     */
    StateCache(long budget) {
        this.budget = budget;
    }

    /**
     * The state of this conversation, or a shared one, that has the longest beginning in common with the prompt and was
     * computed under the same adapters.
     */
    Optional<Match> longest(int[] prompt, @Nullable String key, String adapters) {
        State best = null;
        int most = 0;
        for (State state : states) {
            if (state.adapters.equals(adapters) && (state.key == null || state.key.equals(key))) {
                int common = commonPrefix(state.tokens, prompt);
                // Of two that serve alike the smaller one is sooner there.
                if (common > most || (best != null && common == most && state.tokens.length < best.tokens.length)) {
                    most = common;
                    best = state;
                }
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        states.remove(best);
        states.add(best);
        return Optional.of(new Match(best.data, best.tokens.length, most));
    }

    boolean hasShared(int[] tokens, String adapters) {
        return states.stream()
                .anyMatch(each ->
                        each.key == null && each.adapters.equals(adapters) && Arrays.equals(each.tokens, tokens));
    }

    /**
     * Takes a state over, arena and all; one that the new state goes on from is dropped, but a conversation may keep one
     * for each persona that spoke in it. One that is larger than the
     * budget is not kept, rather than pushing all the others out and going itself in the end.
     */
    void put(@Nullable String key, String adapters, int[] tokens, MemorySegment data, Arena arena) {
        if (key != null) {
            List<State> outgrown = states.stream()
                    .filter(each -> key.equals(each.key)
                            && adapters.equals(each.adapters)
                            && each.tokens.length <= tokens.length
                            && commonPrefix(each.tokens, tokens) == each.tokens.length)
                    .toList();
            outgrown.forEach(this::drop);
        }
        if (data.byteSize() > budget) {
            arena.close();
            return;
        }
        State state = new State(key, adapters, tokens, data, arena);
        states.add(state);
        bytes += data.byteSize();
        while (bytes > budget) {
            drop(states.getFirst());
        }
    }

    /** Drops what a conversation left. */
    int forget(String key) {
        List<State> own = states.stream().filter(each -> key.equals(each.key)).toList();
        own.forEach(this::drop);
        return own.size();
    }

    long bytes() {
        return bytes;
    }

    private void drop(State state) {
        states.remove(state);
        bytes -= state.data.byteSize();
        state.arena.close();
    }

    private static int commonPrefix(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    @Override
    public void close() {
        new ArrayList<>(states).forEach(this::drop);
    }
}
