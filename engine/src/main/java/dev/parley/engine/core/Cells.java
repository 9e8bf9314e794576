package dev.parley.engine.core;

import dev.parley.engine.core.Scheduler.Limits;
import dev.parley.engine.llama.LlamaBatch;
import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaSampler;
import dev.parley.engine.llama.LoraAdapter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context's cells and who has them. A reply enters with as many set aside as it can grow to, so that nobody who is
 * inside ever runs out; its known beginning comes back from the cache, and its state goes there when it leaves. Belongs
 * to the scheduler's thread, but for {@link #abort}.
 */
final class Cells implements AutoCloseable {
    private static final int ABORTED = 2;
    /** Attention runs over all cells up to the highest used one: beyond this times the used ones it pays to move them. */
    private static final double SPARSE = 1.5;

    private final LlamaContext context;
    private final Limits limits;
    private final StateCache cache;
    private final BitSet slots = new BitSet();
    private int reserved;
    /** An upper bound of the highest used cell; llama.cpp does not tell it. */
    private int highest;

    Cells(LlamaContext context, Limits limits, StateCache cache) {
        this.context = context;
        this.limits = limits;
        this.cache = cache;
    }

    boolean haveRoomFor(Sequence sequence) {
        return slots.cardinality() < limits.sequences() && reserved + sequence.reserved <= limits.cells();
    }

    void enter(Sequence sequence, long now) {
        int slot = slots.nextClearBit(0);
        slots.set(slot);
        reserved += sequence.reserved;
        sequence.enter(slot, sequence.request.cachePrompt() ? restore(sequence, slot) : 0, now);
    }

    void leave(Sequence sequence) {
        context.remove(sequence.slot(), 0);
        slots.clear(sequence.slot());
        reserved -= sequence.reserved;
        int used = context.usedCells();
        if (used == 0) {
            highest = 0;
        } else if (highest > SPARSE * used) {
            defragment();
        }
    }

    /**
     * Runs a batch of the tokens of sequences with the same adapters. False: aborted, and nothing changed.
     *
     * @throws LlamaException if it cannot be computed
     */
    boolean compute(LlamaBatch batch, List<Sequence> step) {
        context.adapters(step.getFirst().request.adapters().parts());
        int outcome = decode(batch, step);
        if (outcome != 0 && outcome != ABORTED) {
            // Never more cells are set aside than there are, so there is room once they lie together.
            defragment();
            outcome = decode(batch, step);
        }
        if (outcome == 0 || outcome == ABORTED) {
            return outcome == 0;
        }
        throw new LlamaException("llama.cpp could not compute a step (code " + outcome + ", " + batch.size()
                + " tokens, " + context.usedCells() + " of " + limits.cells() + " cells used).");
    }

    void abortable(boolean abortable) {
        context.abortable(abortable);
    }

    void abort() {
        context.abort();
    }

    int draw(@Nullable LlamaSampler sampler, LlamaBatch batch, int row) {
        return sampler == null ? context.argmax(batch, row) : context.sample(sampler, batch, row);
    }

    ScoredToken score(LlamaBatch batch, int row, int token, Scoring scoring) {
        return ScoredToken.of(context.copyLogits(batch, row), token, scoring.alternatives());
    }

    /** Scores the prompt's tokens that follow those of a batch that was just read; the last of all has none after it. */
    List<ScoredToken> score(LlamaBatch batch, Sequence sequence, int count) {
        List<ScoredToken> scores = new ArrayList<>();
        for (int row = 0; row < count && sequence.promptToken(row + 1) >= 0; row++) {
            scores.add(score(batch, row, sequence.promptToken(row + 1), sequence.request.scoring()));
        }
        return scores;
    }

    /** Lets an adapter go that no sequence has. */
    void release(LoraAdapter adapter) {
        context.adapters(List.of());
        adapter.close();
    }

    boolean areFinite(LlamaBatch batch) {
        return context.isFinite(batch);
    }

    /** Empties the context of what was left in free cells; those inside keep theirs. */
    void wash(List<Sequence> inside) {
        try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> states = inside.stream()
                    .map(each -> context.save(each.slot(), arena))
                    .toList();
            context.clear();
            highest = 0;
            for (int i = 0; i < states.size(); i++) {
                Sequence each = inside.get(i);
                if (each.inCells() > 0 && !context.restore(each.slot(), states.get(i))) {
                    throw new LlamaException("A reply could not be put back into the context.");
                }
                highest += each.inCells();
            }
        }
    }

    /** Keeps a conversation's state. */
    void keep(Sequence sequence, String key) {
        if (sequence.inCells() > 0) {
            save(sequence, key);
        }
    }

    /** Keeps the state of a persona's system prompt, for everybody. */
    void share(Sequence sequence) {
        if (!cache.hasShared(sequence.sharedTokens(), fingerprint(sequence))) {
            save(sequence, null);
        }
    }

    int forget(String key) {
        return cache.forget(key);
    }

    Scheduler.Usage usage() {
        return new Scheduler.Usage(context.usedCells(), reserved, slots.cardinality(), cache.bytes());
    }

    private int decode(LlamaBatch batch, List<Sequence> step) {
        int outcome = context.decode(batch);
        if (outcome == 0) {
            highest += batch.size();
        } else {
            // Parts of a batch may be done when llama.cpp gives up.
            step.forEach(each -> context.remove(each.slot(), each.inCells()));
        }
        return outcome;
    }

    /** Brings back the longest known beginning; at least one token is left to read, for its logits. */
    private int restore(Sequence sequence, int slot) {
        int[] prompt = sequence.request.prompt().tokens();
        Optional<StateCache.Match> match = cache.longest(prompt, sequence.request.cacheKey(), fingerprint(sequence));
        if (match.isEmpty() || !restore(slot, match.get())) {
            return 0;
        }
        int common = Math.min(match.get().common(), prompt.length - 1);
        context.remove(slot, common);
        return common;
    }

    private boolean restore(int slot, StateCache.Match match) {
        highest += match.tokens();
        if (match.tokens() <= limits.cells() - context.usedCells() && context.restore(slot, match.data())) {
            return true;
        }
        defragment();
        highest += match.tokens();
        return context.restore(slot, match.data());
    }

    @SuppressWarnings("MustBeClosedChecker") // the cache closes it with the state
    private void save(Sequence sequence, @Nullable String key) {
        Arena arena = Arena.ofConfined();
        MemorySegment data = context.save(sequence.slot(), arena);
        cache.put(key, fingerprint(sequence), sequence.tokensInCells(), data, arena);
    }

    private static String fingerprint(Sequence sequence) {
        return sequence.request.adapters().fingerprint();
    }

    private void defragment() {
        context.defragment();
        highest = context.usedCells();
    }

    @Override
    public void close() {
        cache.close();
        context.close();
    }
}
