package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A context: the cells that hold the keys and values of running sequences, and the graph that computes on them. Every
 * method but {@link #abort} belongs to the one thread that decodes: libgomp slows all barriers down for a second one.
 */
public final class LlamaContext implements AutoCloseable {
    private final LlamaApi api;
    private final LlamaModel model;
    private final MemorySegment context;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment abortFlag = arena.allocate(2);
    private final int sequences;
    private final Packing packing;
    /** Null with flash attention, where values have 16 bits as in saved states. */
    private final @Nullable WideStates states;

    private final LlamaBuffers buffers;
    /** Copied, because the JIT's first tier takes 160 us to look through 49,152 values in native memory, and 25 us here. */
    private final float[] logits;

    private final Candidates candidates;
    private List<LoraAdapter.Scaled> adapters = List.of();

    private LlamaContext(LlamaModel model, MemorySegment context, int sequences, boolean flash, LlamaBuffers buffers) {
        this.buffers = buffers;
        this.api = model.api();
        this.model = model;
        this.context = context;
        this.sequences = sequences;
        StatePieces pieces = new StatePieces(api, context, sequences);
        packing = new Packing(pieces);
        states = flash ? null : new WideStates(api, context, pieces);
        logits = new float[model.vocabularySize()];
        candidates = new Candidates(arena, model.vocabularySize());
    }

    /**
     * Opens a context in which many sequences are computed together: with flash attention each row looks at its own
     * sequence's cells only, otherwise at all.
     *
     * @param model the model
     * @param cells tokens of all sequences together
     * @param batch the most tokens of one step
     * @param sequences the most sequences at once
     * @param threads CPU threads, at least 1
     * @return the context
     * @throws LlamaException if the memory for it is not there
     */
    public static LlamaContext open(LlamaModel model, int cells, int batch, int sequences, int threads) {
        return open(model, cells, batch, sequences, threads, true);
    }

    /**
     * Opens a context in which one sequence is computed at a time: without flash attention an own cell costs half as much,
     * and with values of 32 bits, which are not converted for every step, a sixth less than that. 1,500 tokens are read in
     * 4.9 s where they take 7 with it. Its states are those of the other kind of context: the results are as near, 0.05
     * nats a token on the small model, as batch shapes make anyway.
     *
     * @param model the model
     * @param cells tokens of the sequence
     * @param batch the most tokens of one step
     * @param sequences the ids that the sequence may have, from 0
     * @param threads CPU threads, at least 1
     * @return the context
     * @throws LlamaException if the memory for it is not there
     */
    public static LlamaContext openForOne(LlamaModel model, int cells, int batch, int sequences, int threads) {
        return open(model, cells, batch, sequences, threads, false);
    }

    private static LlamaContext open(
            LlamaModel model, int cells, int batch, int sequences, int threads, boolean flash) {
        LlamaApi api = model.api();
        model.log().openingContext();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = api.context_default_params.call(arena);
            Structs.set(params, Structs.CONTEXT_PARAMS, "n_ctx", cells);
            Structs.set(params, Structs.CONTEXT_PARAMS, "n_batch", batch);
            Structs.set(params, Structs.CONTEXT_PARAMS, "n_ubatch", batch);
            Structs.set(params, Structs.CONTEXT_PARAMS, "n_seq_max", sequences + 1);
            Structs.set(params, Structs.CONTEXT_PARAMS, "n_threads", threads);
            Structs.set(params, Structs.CONTEXT_PARAMS, "n_threads_batch", threads);
            Structs.set(params, Structs.CONTEXT_PARAMS, "flash_attn", flash);
            int keys = model.hasShortKeys() ? StateLayout.Q8_0 : StateLayout.F16;
            Structs.set(params, Structs.CONTEXT_PARAMS, "type_k", keys);
            Structs.set(params, Structs.CONTEXT_PARAMS, "type_v", flash ? StateLayout.F16 : StateLayout.F32);
            MemorySegment context = api.init_from_model.call(model.pointer(), params);
            if (context.address() == 0) {
                throw new LlamaException("There is no memory for a context of " + cells
                        + " tokens. Lower engine.context or engine.parallel.");
            }
            return new LlamaContext(model, context, sequences, flash, buffers(model.log()));
        }
    }

    private static LlamaBuffers buffers(LoadLog log) {
        return new LlamaBuffers(
                log.bytes(LoadLog.Kind.MODEL),
                log.bytes(LoadLog.Kind.KV),
                log.bytes(LoadLog.Kind.OUTPUT),
                log.bytes(LoadLog.Kind.COMPUTE));
    }

    /**
     * The memory that this context and its model take.
     *
     * @return as llama.cpp reported it on loading
     */
    public LlamaBuffers buffers() {
        return buffers;
    }

    /**
     * Runs one step.
     *
     * @param batch its tokens
     * @return 0 if it is done. Otherwise cells may be left behind: remove every sequence of the batch from its old length
     *     on. 2: aborted, which may have taken cells from any sequence: llama.cpp takes the numbers of the batch's cells for
     *     positions, and frees what is there. 1 and below 0: no contiguous cells, or the graph failed
     */
    public int decode(LlamaBatch batch) {
        if (batch.size() == 0) {
            throw new IllegalArgumentException("An empty batch cannot be decoded.");
        }
        return api.decode.call(context, batch.struct());
    }

    /**
     * Chooses the adapters of the next steps, for the whole batch; the cells stay as they are. Costs 12 us where it
     * changes anything, and nothing where the same ones are chosen again.
     *
     * @param chosen adapters of this context's model, each once; none for the bare model
     * @throws LlamaException if llama.cpp refuses one
     */
    public void adapters(List<LoraAdapter.Scaled> chosen) {
        if (chosen.equals(adapters)) {
            return;
        }
        api.clear_adapter_lora.call(context);
        adapters = List.of();
        for (LoraAdapter.Scaled each : chosen) {
            if (api.set_adapter_lora.call(context, each.adapter().pointer(), each.scale()) != 0) {
                api.clear_adapter_lora.call(context);
                throw new LlamaException("llama.cpp cannot apply an adapter.");
            }
        }
        adapters = List.copyOf(chosen);
    }

    /**
     * Makes steps abortable, or not. The callback that ggml asks between two operations is libc's {@code strlen} on two
     * bytes of ours, 0 for "go on": no call back into Java, and any thread may write 1. It costs 5 % of a decode step, so
     * it is set for reading prompts only.
     *
     * @param abortable whether {@link #abort} has an effect on the next steps
     */
    public void abortable(boolean abortable) {
        abortFlag.set(JAVA_BYTE, 0, (byte) 0);
        api.set_abort_callback.call(
                context, abortable ? api.strlen : MemorySegment.NULL, abortable ? abortFlag : MemorySegment.NULL);
    }

    /** Ends the running step if it is abortable; from any thread, within some 4 ms. */
    public void abort() {
        abortFlag.set(JAVA_BYTE, 0, (byte) 1);
    }

    /**
     * The row's most probable token: temperature 0 without a sampler, 25 times as fast as the sampler's own.
     *
     * @param batch the batch that was decoded
     * @param row a row that asked for logits
     * @return a token id
     */
    public int argmax(LlamaBatch batch, int row) {
        copy(batch, row);
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Makes the tokens that end a reply impossible in this row, as llama-server's {@code ignore_eos} does.
     *
     * @param batch the batch that was decoded
     * @param row a row that asked for logits
     */
    public void forbidEnd(LlamaBatch batch, int row) {
        MemorySegment values = logits(batch, row);
        for (int token : model.endTokens()) {
            values.setAtIndex(JAVA_FLOAT, token, Float.NEGATIVE_INFINITY);
        }
    }

    /**
     * Copies the row's logits.
     *
     * @param batch the batch that was decoded
     * @param row a row that asked for logits
     * @return one value for each token id
     */
    public float[] copyLogits(LlamaBatch batch, int row) {
        return logits(batch, row).toArray(JAVA_FLOAT);
    }

    /**
     * Samples a token by a chain of samplers, which also takes note of it. The chain is shown the candidates alone, as
     * they are after a look through the logits in Java: 0.1 ms, where its own look takes 0.5.
     *
     * @param sampler the chain
     * @param batch the batch that was decoded
     * @param row a row that asked for logits
     * @return a token id
     */
    public int sample(LlamaSampler sampler, LlamaBatch batch, int row) {
        copy(batch, row);
        api.sampler_apply.call(sampler.pointer(), candidates.pick(logits, sampler.candidates(logits.length)));
        int token = candidates.selected();
        sampler.accept(token);
        return token;
    }

    /**
     * Removes a sequence's cells from a position on.
     *
     * @param sequence its id
     * @param from the first position to go
     */
    public void remove(int sequence, int from) {
        api.kv_self_seq_rm.call(context, inRange(sequence), from, -1);
    }

    /**
     * Says whether a step came to finite numbers. If not, its cells spoil every later step, for other sequences too and
     * after they were removed: attention multiplies what they hold by 0, and that is no number either.
     *
     * @param batch the batch that was decoded
     * @return false if {@link #clear} is needed; rows that asked for no logits are not looked at
     */
    public boolean isFinite(LlamaBatch batch) {
        for (int row = 0; row < batch.size(); row++) {
            // The last norm spreads a single one over all.
            if (batch.wantsLogits(row) && !Float.isFinite(logits(batch, row).get(JAVA_FLOAT, 0))) {
                return false;
            }
        }
        return true;
    }

    /** Empties all cells and overwrites what they held. */
    public void clear() {
        api.kv_self_clear.call(context);
    }

    /**
     * Moves a sequence's cells into the first free ones with room for a piece of them; what finds none stays where it is.
     *
     * @param sequence its id
     * @param cells how many it has, at positions from 0 on
     */
    public void pack(int sequence, int cells) {
        packing.pack(inRange(sequence), cells);
    }

    /**
     * Counts the cells in use.
     *
     * @return tokens of all sequences together
     */
    public int usedCells() {
        return api.kv_self_used_cells.call(context);
    }

    /**
     * Copies a sequence's state out, for contexts of both kinds.
     *
     * @param sequence its id
     * @param arena what the copy is allocated from
     * @return the state; empty if there is none
     */
    public MemorySegment save(int sequence, Arena arena) {
        if (states != null) {
            return states.save(inRange(sequence), arena);
        }
        long size = api.state_seq_get_size.call(context, inRange(sequence));
        MemorySegment data = arena.allocate(size, Long.BYTES);
        long written = api.state_seq_get_data.call(context, data, size, sequence);
        return data.asSlice(0, written);
    }

    /**
     * Says how many cells a saved state holds: its first four bytes. llama.cpp believes them, and runs for ever when they
     * are wrong.
     *
     * @param state what {@link #save} gave
     * @return cells; -1 if it is too short to tell
     */
    public static int cellsOf(MemorySegment state) {
        return state.byteSize() < Integer.BYTES ? -1 : state.get(JAVA_INT_UNALIGNED, 0);
    }

    /**
     * Brings a saved state into the order of this kind of context, which {@link #restore} does to a copy otherwise.
     *
     * @param state what {@link #save} gave, of either kind of context; is written over
     */
    public void order(MemorySegment state) {
        if (isForeign(state)) {
            StateLayout.transpose(state, state);
        }
    }

    private boolean isForeign(MemorySegment state) {
        return StateLayout.isTransposed(state) == (states == null);
    }

    /**
     * Puts a saved state back. Corruption is not detected: only what {@link #save} gave, of this or of the
     * other kind of context of the same model. What comes from the other kind takes 40 ms for 2,000 tokens, else 5.
     *
     * @param sequence an id with no cells in use
     * @param state the state
     * @return false if there was no contiguous room; the sequence is empty then
     */
    public boolean restore(int sequence, MemorySegment state) {
        if (!isForeign(state)) {
            return put(sequence, state);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment turned = arena.allocate(state.byteSize(), Long.BYTES);
            StateLayout.transpose(state, turned);
            return put(sequence, turned);
        }
    }

    private boolean put(int sequence, MemorySegment state) {
        if (states != null) {
            return states.restore(inRange(sequence), state);
        }
        if (api.state_seq_set_data.call(context, state, state.byteSize(), inRange(sequence)) != 0) {
            return true;
        }
        remove(sequence, -1);
        return false;
    }

    /**
     * Changes the number of CPU threads from the next step on.
     *
     * @param threads at least 1
     */
    public void threads(int threads) {
        api.set_n_threads.call(context, threads, threads);
    }

    @Override
    public void close() {
        api.free.call(context);
        arena.close();
    }

    private void copy(LlamaBatch batch, int row) {
        MemorySegment.copy(logits(batch, row), JAVA_FLOAT, 0, logits, 0, logits.length);
    }

    private MemorySegment logits(LlamaBatch batch, int row) {
        // Sampling on a row without logits reads address 0 in native code.
        if (!batch.wantsLogits(row)) {
            throw new IllegalArgumentException("Row " + row + " did not ask for logits.");
        }
        MemorySegment values = api.get_logits_ith.call(context, row);
        if (values.address() == 0) {
            throw new LlamaException("llama.cpp gave no logits for row " + row + ".");
        }
        return values.reinterpret((long) model.vocabularySize() * Float.BYTES);
    }

    private int inRange(int sequence) {
        if (sequence < 0 || sequence >= sequences) {
            throw new IllegalArgumentException("No sequence " + sequence + ".");
        }
        return sequence;
    }
}
