package dev.parley.engine.tune;

import dev.parley.engine.llama.LlamaBatch;
import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaModel;

/** The model's steps, timed. Belongs to one thread. */
final class Steps implements AutoCloseable {
    static final int CELLS = 2048;
    static final int LARGEST = 512;
    private static final int TOGETHER = 4;
    private static final int BEFORE = 32;

    private final LlamaContext context;
    private final LlamaBatch batch;
    private final int[] text;

    Steps(LlamaModel model, int threads) {
        context = LlamaContext.open(model, CELLS, LARGEST, TOGETHER, threads);
        batch = new LlamaBatch(LARGEST, TOGETHER, model.vocabularySize());
        int[] words = model.tokenize("The keeper of the light wrote down the names of all ships that passed. ", false);
        text = new int[LARGEST];
        for (int i = 0; i < text.length; i++) {
            text[i] = words[i % words.length];
        }
    }

    void threads(int threads) {
        context.threads(threads);
    }

    /** Tokens a second of one reply, over so many steps. */
    double alone(int steps) {
        return decode(1, steps);
    }

    /** Tokens a second of four replies together, over so many steps. */
    double together(int steps) {
        return decode(TOGETHER, steps);
    }

    private double decode(int sequences, int steps) {
        clear();
        for (int sequence = 0; sequence < sequences; sequence++) {
            read(sequence, 0, BEFORE);
        }
        long before = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            batch.clear();
            for (int sequence = 0; sequence < sequences; sequence++) {
                batch.add(text[step % text.length], BEFORE + step, sequence, true);
            }
            run();
        }
        return sequences * steps * 1e9 / (System.nanoTime() - before);
    }

    /** Tokens a second of reading a prompt of so many tokens, up to {@value #LARGEST}, in chunks of at most so many. */
    double reading(int tokens, int chunk) {
        clear();
        long before = System.nanoTime();
        for (int at = 0; at < tokens; at += chunk) {
            read(0, at, Math.min(chunk, tokens - at));
        }
        return tokens * 1e9 / (System.nanoTime() - before);
    }

    private void read(int sequence, int from, int count) {
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.add(text[from + i], from + i, sequence, i == count - 1);
        }
        run();
    }

    private void clear() {
        for (int sequence = 0; sequence < TOGETHER; sequence++) {
            context.remove(sequence, 0);
        }
    }

    private void run() {
        if (context.decode(batch) != 0) {
            throw new LlamaException("llama.cpp could not compute a step.");
        }
        // On an accelerator the step is done when its result is read.
        int _ = context.argmax(batch, batch.size() - 1);
    }

    @Override
    public void close() {
        batch.close();
        context.close();
    }
}
