package dev.parley.engine.core;

import dev.parley.engine.fixture.TestLibrary;
import dev.parley.engine.llama.LlamaBatch;
import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.llama.LlamaModel;
import dev.parley.engine.llama.LoraAdapter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a prompt and a reply afresh, in a context of its own. Results are not bit-equal across batch shapes, and near-ties
 * flip: a greedy reply is right if each of its tokens is as good as the best, to a tolerance.
 */
final class Oracle implements AutoCloseable {
    /**
     * Logits: a tie this near may flip with the shape of the batch, by which keys are rounded otherwise to their 8 bits. A
     * token of somebody else's reply is ten off.
     */
    static final double NEAR_TIE = 0.3;

    /**
     * Natural logarithms, twice what was seen, of a reply that was parked or moved. Keys are rounded to 8 bits, attention
     * sums in 16 in the order of the cells, and such a reply may have them in another.
     */
    static final double MOVED = 0.5;

    private static final int BATCH = 512;

    private final LlamaModel model;
    private final LlamaContext context;
    private final LlamaBatch batch;
    private final List<LoraAdapter> adapters = new ArrayList<>();

    Oracle(Path file, int cells) {
        model = LlamaModel.load(TestLibrary.get(), file, 0);
        context = LlamaContext.open(model, cells, BATCH, 1, 1);
        batch = new LlamaBatch(BATCH, 1, model.vocabularySize());
    }

    /** How far the worst of the reply's tokens is behind the best one there, in logits (natural logarithm). */
    double worst(int[] prompt, int[] all) {
        double worst = 0;
        for (int from = 0; from < all.length - 1; from += BATCH) {
            int to = Math.min(all.length - 1, from + BATCH);
            batch.clear();
            for (int i = from; i < to; i++) {
                batch.add(all[i], i, 0, i >= prompt.length - 1);
            }
            if (context.decode(batch) != 0) {
                throw new IllegalStateException("the oracle cannot decode");
            }
            for (int i = Math.max(from, prompt.length - 1); i < to; i++) {
                float[] logits = context.copyLogits(batch, i - from);
                worst = Math.max(worst, logits[context.argmax(batch, i - from)] - logits[all[i + 1]]);
            }
        }
        context.remove(0, 0);
        return worst;
    }

    /** Loads an adapter for {@link #logprobs}. */
    void load(Path file) {
        adapters.add(LoraAdapter.load(model, file));
    }

    /**
     * The log-probabilities of all tokens from a place on, read alone.
     *
     * @param from at least 1
     * @param adapter which of those that were loaded, in order; -1 for none
     */
    double[] logprobs(int[] all, int from, int adapter) {
        context.adapters(adapter < 0 ? List.of() : List.of(new LoraAdapter.Scaled(adapters.get(adapter), 1)));
        double[] logprobs = new double[all.length - from];
        for (int start = 0; start < all.length - 1; start += BATCH) {
            int end = Math.min(all.length - 1, start + BATCH);
            batch.clear();
            for (int i = start; i < end; i++) {
                batch.add(all[i], i, 0, i >= from - 1);
            }
            if (context.decode(batch) != 0) {
                throw new IllegalStateException("the oracle cannot decode");
            }
            for (int i = Math.max(start, from - 1); i < end; i++) {
                logprobs[i + 1 - from] = logprob(context.copyLogits(batch, i - start), all[i + 1]);
            }
        }
        context.remove(0, 0);
        return logprobs;
    }

    private static double logprob(float[] logits, int token) {
        double sum = 0;
        for (float each : logits) {
            sum += Math.exp(each - logits[token]);
        }
        return -Math.log(sum);
    }

    @Override
    public void close() {
        adapters.forEach(LoraAdapter::close);
        batch.close();
        context.close();
        model.close();
    }
}
