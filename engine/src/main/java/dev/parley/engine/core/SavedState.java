package dev.parley.engine.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A saved state. Each is itself and no other: two are never equal.
 */
final class SavedState {
    /** The conversation, null for a state that all share. */
    final @Nullable String key;
    /** Fingerprint of the adapters that it was computed under. */
    final String adapters;
    /** What its cells stand for. */
    final int[] tokens;

    final StateData data;

    SavedState(@Nullable String key, String adapters, int[] tokens, StateData data) {
        this.key = key;
        this.adapters = adapters;
        this.tokens = tokens;
        this.data = data;
    }

    /** How many tokens a prompt has in common with it at the beginning. */
    int common(int[] prompt) {
        int mismatch = Arrays.mismatch(tokens, prompt);
        return mismatch < 0 ? tokens.length : mismatch;
    }
}
