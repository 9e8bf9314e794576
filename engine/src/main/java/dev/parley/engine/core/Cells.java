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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context's cells and who has them. A reply enters where there are cells for its prompt and a piece of the reply; its
 * known beginning comes back from the cache, and its state goes there when it leaves. When replies grow beyond what there
 * is, the one that was admitted last is parked: it takes its state along and comes back when there is room. The first one
 * never is, and alone each fits; so all get through. One that has much to read sits at a desk, a context of its own in which
 * that is faster. Belongs to the scheduler's thread, but for {@link #abort}.
 */
final class Cells implements AutoCloseable {
    private static final int ABORTED = 2;
    /** A step's mask covers all cells up to the highest used one: beyond this times the used ones it pays to move them. */
    private static final double SPARSE = 1.5;

    private final LlamaContext context;
    private final Desk desk;
    /** That, and the desk's if there is one. */
    private final List<LlamaContext> contexts;

    private final Limits limits;
    private final StateCache cache;
    private final BitSet slots = new BitSet();
    /** In the order of their admission, which outlives being parked. */
    private final List<Sequence> inside = new ArrayList<>();

    /** That of the last step, which has its logits. */
    private LlamaContext stepped;

    private int threads;
    /** An upper bound of the highest used cell; llama.cpp does not tell it. */
    private int highest;

    Cells(LlamaContext context, @Nullable LlamaContext desk, Limits limits, StateCache cache) {
        this.context = context;
        this.desk = new Desk(desk);
        contexts = desk == null ? List.of(context) : List.of(context, desk);
        this.stepped = context;
        this.limits = limits;
        this.cache = cache;
    }

    boolean haveRoomFor(Sequence sequence) {
        return inside.size() < limits.sequences()
                && (inside.isEmpty() || expected() + sequence.expected() <= limits.cells());
    }

    /** Lets one in, or in again, that is younger than all inside. */
    void enter(Sequence sequence, long now) {
        int slot = slots.nextClearBit(0);
        Sequence.State parked = sequence.parked();
        if (parked == null) {
            sequence.enter(slot, sequence.request.cachePrompt() ? restore(sequence, slot) : 0, now);
        } else if (restore(slot, parked.data(), sequence.inCells())) {
            sequence.comeBack(slot);
        } else {
            throw new LlamaException("A reply could not be put back into the context.");
        }
        slots.set(slot);
        inside.add(sequence);
    }

    /** Moves one that has much to read to the desk, if it can be; it takes its cells along. */
    void seat(Sequence sequence) {
        if (!desk.isFor(sequence, sequence.unread())) {
            return;
        }
        rise();
        desk.seat(sequence, context);
    }

    /** Moves the one at the desk among the others, so that a step can be computed for all of them together. */
    void gather(List<Sequence> step) {
        Sequence sitting = desk.sitting();
        if (step.size() > 1 && sitting != null && step.contains(sitting)) {
            rise();
        }
    }

    private void rise() {
        Sequence sitting = desk.sitting();
        if (sitting == null) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = of(sitting).save(sitting.slot(), arena);
            desk.leave();
            context.order(state);
            if (!restore(sitting.slot(), state, sitting.inCells())) {
                throw new LlamaException("A reply could not be put back into the context.");
            }
        }
    }

    boolean isAtDesk(Sequence sequence) {
        return sequence == desk.sitting();
    }

    private LlamaContext of(Sequence sequence) {
        return Objects.requireNonNullElse(desk.of(sequence), context);
    }

    /** The one to be parked so that so many more tokens fit; none if they do. */
    Optional<Sequence> tooMuchFor(int tokens) {
        return inside.size() > 1 && !fits(tokens) ? Optional.of(inside.getLast()) : Optional.empty();
    }

    /** Takes a reply out, with its state. */
    @SuppressWarnings("MustBeClosedChecker") // the sequence closes it with the state
    void park(Sequence sequence) {
        Arena arena = Arena.ofShared();
        Sequence.State state = new Sequence.State(of(sequence).save(sequence.slot(), arena), arena);
        leave(sequence);
        sequence.park(state);
    }

    void leave(Sequence sequence) {
        if (!inside.remove(sequence)) {
            return;
        }
        if (isAtDesk(sequence)) {
            desk.leave();
        } else {
            context.remove(sequence.slot(), 0);
        }
        slots.clear(sequence.slot());
        int used = context.usedCells();
        if (used == 0) {
            highest = 0;
        } else if (highest > SPARSE * used) {
            defragment();
        }
    }

    /**
     * Runs a batch of the tokens of sequences with the same adapters. False: aborted; the one that was computed may have
     * lost its cells.
     *
     * @throws LlamaException if it cannot be computed
     */
    boolean compute(LlamaBatch batch, List<Sequence> step) {
        stepped = of(step.getFirst());
        stepped.adapters(step.getFirst().request.adapters().parts());
        int outcome = decode(batch, step);
        if (stepped == context && outcome != 0 && outcome != ABORTED) {
            defragment();
            outcome = decode(batch, step);
        }
        if (stepped == context && outcome != 0 && outcome != ABORTED) {
            // Pieces of what is free may be smaller than what is moved.
            wash();
            outcome = decode(batch, step);
        }
        if (outcome == 0 || outcome == ABORTED) {
            return outcome == 0;
        }
        throw new LlamaException("llama.cpp could not compute a step (code " + outcome + ", " + batch.size()
                + " tokens, " + used() + " of " + limits.cells() + " cells used).");
    }

    /** Tokens in the context, and at the desk. */
    int used() {
        return context.usedCells() + desk.cells();
    }

    /** Changes the number of CPU threads from the next step on. */
    void threads(int wanted) {
        if (wanted != threads) {
            contexts.forEach(each -> each.threads(wanted));
            threads = wanted;
        }
    }

    /**
     * Whether the context that this one is in holds nobody else. Only then may a step be aborted, as that can take cells
     * from all.
     */
    boolean areOnlyOf(Sequence sequence) {
        return inside.stream().allMatch(each -> each == sequence || each.inCells() == 0 || of(each) != of(sequence));
    }

    void abortable(boolean abortable) {
        contexts.forEach(each -> each.abortable(abortable));
    }

    void abort() {
        contexts.forEach(LlamaContext::abort);
    }

    int draw(Sequence sequence, LlamaBatch batch, int row) {
        if (sequence.request.ignoreEnd()) {
            stepped.forbidEnd(batch, row);
        }
        LlamaSampler sampler = sequence.sampler();
        return sampler == null ? stepped.argmax(batch, row) : stepped.sample(sampler, batch, row);
    }

    ScoredToken score(LlamaBatch batch, int row, int token, Scoring scoring) {
        return ScoredToken.of(stepped.copyLogits(batch, row), token, scoring.alternatives());
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
        contexts.forEach(each -> each.adapters(List.of()));
        adapter.close();
    }

    boolean areFinite(LlamaBatch batch) {
        return stepped.isFinite(batch);
    }

    /** Empties the context of what was left in free cells; those inside keep theirs, one behind the other. */
    void wash() {
        desk.wash();
        List<Sequence> here =
                inside.stream().filter(each -> of(each) == context).toList();
        try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> states =
                    here.stream().map(each -> context.save(each.slot(), arena)).toList();
            context.clear();
            highest = 0;
            for (int i = 0; i < states.size(); i++) {
                Sequence each = here.get(i);
                if (each.inCells() > 0 && !context.restore(each.slot(), states.get(i))) {
                    throw new LlamaException("A reply could not be put back into the context.");
                }
                highest += each.inCells();
            }
        }
    }

    /** Keeps a conversation's state. */
    void keep(Sequence sequence, String key) {
        if (sequence.parked() != null) {
            Sequence.State state = sequence.takeParked();
            cache.put(key, fingerprint(sequence), sequence.tokensInCells(), state.data(), state.arena());
        } else if (sequence.inCells() > 0) {
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

    Scheduler.Usage usage(int parked, int threadsNow) {
        return new Scheduler.Usage(used(), expected(), desk.cells(), inside.size(), parked, threadsNow, cache.bytes());
    }

    private int decode(LlamaBatch batch, List<Sequence> step) {
        int outcome = stepped.decode(batch);
        if (outcome == 0) {
            highest += stepped == context ? batch.size() : 0;
            return outcome;
        }
        // Parts of a batch may be done when llama.cpp gives up.
        step.forEach(each -> stepped.remove(each.slot(), each.inCells()));
        if (outcome == ABORTED && stepped.usedCells() < step.getFirst().inCells()) {
            stepped.remove(step.getFirst().slot(), 0);
            step.getFirst().lose();
        }
        return outcome;
    }

    /** Brings back the longest known beginning; at least one token is left to read, for its logits. */
    private int restore(Sequence sequence, int slot) {
        int[] prompt = sequence.request.prompt().tokens();
        Optional<StateCache.Match> match = cache.longest(prompt, sequence.request.cacheKey(), fingerprint(sequence));
        if (match.isEmpty()) {
            return 0;
        }
        int common = Math.min(match.get().common(), prompt.length - 1);
        if (desk.sitting() == null
                && desk.isFor(sequence, prompt.length - common)
                && fits(match.get().tokens())
                && desk.seat(sequence, slot, match.get().data(), common)) {
            return common;
        }
        if (!restore(slot, match.get().data(), match.get().tokens())) {
            return 0;
        }
        context.remove(slot, common);
        return common;
    }

    private boolean restore(int slot, MemorySegment state, int tokens) {
        if (tokens == 0) {
            return true;
        }
        if (!fits(tokens)) {
            return false;
        }
        if (!context.restore(slot, state)) {
            defragment();
            if (!context.restore(slot, state)) {
                wash();
                if (!context.restore(slot, state)) {
                    return false;
                }
            }
        }
        highest += tokens;
        return true;
    }

    private boolean fits(int tokens) {
        return used() + tokens <= limits.cells();
    }

    private int expected() {
        return inside.stream().mapToInt(Sequence::expected).sum();
    }

    @SuppressWarnings("MustBeClosedChecker") // the cache closes it with the state
    private void save(Sequence sequence, @Nullable String key) {
        // Shared: the thread that writes to disk reads it.
        Arena arena = Arena.ofShared();
        MemorySegment data = of(sequence).save(sequence.slot(), arena);
        cache.put(key, fingerprint(sequence), sequence.tokensInCells(), data, arena);
    }

    private static String fingerprint(Sequence sequence) {
        return sequence.request.adapters().fingerprint();
    }

    /** Moves the used cells together; where nothing is free that they could move to, all are taken out and put back. */
    private void defragment() {
        if (context.usedCells() + limits.chunk() > limits.cells()) {
            wash();
            return;
        }
        inside.stream().filter(each -> of(each) == context).forEach(each -> context.pack(each.slot(), each.inCells()));
        highest = context.usedCells();
    }

    @Override
    public void close() {
        cache.close();
        contexts.forEach(LlamaContext::close);
    }
}
