package dev.parley.engine.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Replies whose beginning lies on disk only: it is brought back to RAM before they stand in line. Belongs to the
 * scheduler's thread.
 */
final class Fetching {
    private final StateCache cache;
    private final @Nullable StateDisk disk;
    private final int context;
    /** Runs something on the scheduler's thread; false if that has ended. */
    private final Predicate<Runnable> command;

    private final List<Sequence> fetching;
    private final List<Fetch> fetches = new ArrayList<>();

    /** A state on its way. */
    private static final class Fetch {
        private final @Nullable String key;
        private boolean forgotten;

        Fetch(@Nullable String key) {
            this.key = key;
        }
    }

    /**
     * Creates an empty one.
     *
     * @param context the most tokens that are of use
     * @param fetching where the sequences are kept meanwhile
     */
    Fetching(
            StateCache cache,
            @Nullable StateDisk disk,
            int context,
            List<Sequence> fetching,
            Predicate<Runnable> command) {
        this.cache = cache;
        this.disk = disk;
        this.context = context;
        this.fetching = fetching;
        this.command = command;
    }

    /** Sends for what a sequence can use, and hands it on afterwards; at once where nothing can be had. */
    void begin(Sequence sequence, Consumer<Sequence> then) {
        GenerationRequest request = sequence.request;
        int[] prompt = request.prompt().tokens();
        String adapters = request.adapters().fingerprint();
        if (disk == null || !request.cachePrompt()) {
            then.accept(sequence);
            return;
        }
        int known = cache.common(prompt, request.cacheKey(), adapters);
        List<String> names = new ArrayList<>();
        if (request.cacheKey() != null) {
            names.add(disk.name(request.cacheKey(), adapters, prompt));
        }
        if (request.prompt().systemTokens() > known) {
            names.add(disk.name(null, adapters, sequence.sharedTokens()));
        }
        names.removeIf(each -> !disk.isOnlyHere(each));
        if (names.isEmpty()) {
            then.accept(sequence);
            return;
        }
        fetching.add(sequence);
        Fetch fetch = new Fetch(request.cacheKey());
        fetches.add(fetch);
        disk.fetch(names, prompt, known, context, found -> {
            if (!command.test(() -> end(fetch, sequence, found, then))) {
                found.ifPresent(state -> state.data.letGo());
            }
        });
    }

    private void end(Fetch fetch, Sequence sequence, Optional<SavedState> found, Consumer<Sequence> then) {
        fetches.remove(fetch);
        found.ifPresent(state -> {
            if (fetch.forgotten && state.key != null) {
                state.data.letGo();
            } else {
                cache.putBack(state);
            }
        });
        // Unless it was cancelled meanwhile.
        if (fetching.remove(sequence)) {
            then.accept(sequence);
        }
    }

    /** Forgets what of a conversation is on disk or on its way; completes with the number of files once they are gone. */
    CompletableFuture<Integer> forget(String key) {
        fetches.stream().filter(each -> key.equals(each.key)).forEach(each -> each.forgotten = true);
        return disk == null ? CompletableFuture.completedFuture(0) : disk.forget(key);
    }
}
