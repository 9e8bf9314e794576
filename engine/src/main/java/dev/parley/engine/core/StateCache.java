package dev.parley.engine.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The states of conversations that nobody is answering at the moment, in RAM outside the Java heap, the least recently
 * used dropped first. What a state may serve is decided by its key: a conversation's own states serve that conversation
 * alone, so that nobody's reply time tells what another wrote; only states without a key, of personas' system prompts,
 * are shared. Belongs to the scheduler's thread, but for the counts. Below it may lie a {@linkplain StateDisk disk}.
 */
final class StateCache implements AutoCloseable {
    /**
     * The best state for a prompt.
     *
     * @param data to be restored
     * @param tokens how many it holds
     * @param common how many of them the prompt begins with
     */
    record Match(MemorySegment data, int tokens, int common) {}

    private final long budget;
    private final @Nullable StateDisk disk;
    /** Least recently used first. */
    private final LinkedHashSet<SavedState> states = new LinkedHashSet<>();
    /** A look-up sees a conversation's own and the shared ones, of ten thousand a handful. */
    private final Map<String, List<SavedState>> byKey = new HashMap<>();

    private final List<SavedState> shared = new ArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private volatile int count;

    /**
     * Creates an empty cache.
     *
     * @param budget bytes that the states may take together
     */
    StateCache(long budget) {
        this(budget, null);
    }

    /**
     * Creates an empty cache above a disk.
     *
     * @param budget bytes that the states may take together in RAM
     * @param disk hears of what comes and goes
     */
    StateCache(long budget, @Nullable StateDisk disk) {
        this.budget = budget;
        this.disk = disk;
    }

    /**
     * The state of this conversation, or a shared one, that has the longest beginning in common with the prompt and was
     * computed under the same adapters.
     */
    Optional<Match> longest(int[] prompt, @Nullable String key, String adapters) {
        SavedState best = best(prompt, key, adapters);
        if (best == null) {
            return Optional.empty();
        }
        states.remove(best);
        states.add(best);
        return Optional.of(new Match(best.data.segment(), best.tokens.length, best.common(prompt)));
    }

    /** How much of a prompt is known, without touching anything. */
    int common(int[] prompt, @Nullable String key, String adapters) {
        SavedState best = best(prompt, key, adapters);
        return best == null ? 0 : best.common(prompt);
    }

    private @Nullable SavedState best(int[] prompt, @Nullable String key, String adapters) {
        SavedState best = null;
        int most = 0;
        for (List<SavedState> some : List.of(own(key), shared)) {
            for (SavedState state : some) {
                int common = state.adapters.equals(adapters) ? state.common(prompt) : 0;
                // Of two that serve alike the smaller one is sooner there.
                if (common > most || (best != null && common == most && state.tokens.length < best.tokens.length)) {
                    most = common;
                    best = state;
                }
            }
        }
        return best;
    }

    private List<SavedState> own(@Nullable String key) {
        return key == null ? List.of() : byKey.getOrDefault(key, List.of());
    }

    boolean hasShared(int[] tokens, String adapters) {
        return shared.stream().anyMatch(each -> each.adapters.equals(adapters) && Arrays.equals(each.tokens, tokens));
    }

    /**
     * Takes a state over, arena and all; one that the new state goes on from is dropped, but a conversation may keep one
     * for each persona that spoke in it. One that is larger than the
     * budget is not kept, rather than pushing all the others out and going itself in the end.
     */
    void put(@Nullable String key, String adapters, int[] tokens, MemorySegment data, Arena arena) {
        SavedState state = new SavedState(key, adapters, tokens, new StateData(data, arena));
        if (take(state) && disk != null) {
            disk.kept(state);
        }
    }

    /** Takes over a state that came from disk. */
    void putBack(SavedState state) {
        if (take(state) && disk != null) {
            disk.isBack(state);
        }
    }

    private boolean take(SavedState state) {
        own(state.key).stream()
                .filter(each -> each.adapters.equals(state.adapters) && each.common(state.tokens) == each.tokens.length)
                .toList()
                .forEach(this::drop);
        boolean known = state.key == null && hasShared(state.tokens, state.adapters);
        if (known || state.data.size() > budget) {
            state.data.letGo();
            return false;
        }
        states.add(state);
        (state.key == null ? shared : byKey.computeIfAbsent(state.key, _ -> new ArrayList<>(2))).add(state);
        count = states.size();
        bytes.addAndGet(state.data.size());
        while (bytes.get() > budget) {
            SavedState oldest = states.getFirst();
            if (disk != null) {
                disk.pushedOut(oldest);
            }
            drop(oldest);
        }
        return true;
    }

    /** Drops what a conversation left. */
    int forget(String key) {
        List<SavedState> own = List.copyOf(own(key));
        for (SavedState each : own) {
            if (disk != null) {
                disk.left(each);
            }
            drop(each);
        }
        return own.size();
    }

    /** Of the states in RAM; from any thread. */
    long bytes() {
        return bytes.get();
    }

    /** How many states are in RAM; from any thread. */
    int count() {
        return count;
    }

    private void drop(SavedState state) {
        states.remove(state);
        if (state.key == null) {
            shared.remove(state);
        } else {
            List<SavedState> own = byKey.getOrDefault(state.key, shared);
            own.remove(state);
            if (own.isEmpty()) {
                byKey.remove(state.key);
            }
        }
        count = states.size();
        bytes.addAndGet(-state.data.size());
        state.data.letGo();
    }

    @Override
    public void close() {
        new ArrayList<>(states).forEach(this::drop);
    }
}
