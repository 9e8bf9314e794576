package dev.parley.bot.bench;

import dev.parley.engine.llama.LlamaBatch;
import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.llama.LlamaLibrary;
import dev.parley.engine.llama.LlamaModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The fastest that the binding can do: decode, take the likeliest token, decode. A process of its own, so that nothing of
 * it runs while the engine is measured: threads of libgomp that have just worked go on spinning for a while.
 */
final class BareLoop {
    private static final int CONTEXT = 4096;
    private static final int BATCH = 512;
    private static final long STACK_BYTES = 64 << 20;

    private final LlamaModel model;
    private final LlamaContext context;
    private final LlamaBatch batch;
    private final int[] prompt;
    private final int most;

    private BareLoop(LlamaModel model, LlamaContext context, LlamaBatch batch, int[] prompt, int most) {
        this.model = model;
        this.context = context;
        this.batch = batch;
        this.prompt = prompt;
        this.most = most;
    }

    /**
     * Runs one round for each line on standard input, and answers "tokens nanoseconds", counted from the first token.
     *
     * @param args the model's path, the most tokens of a reply, the prompt with its control tokens spelled out
     */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("bare-loop");
        LlamaLibrary library = LlamaLibrary.open(null, folder);
        Files.delete(library.file());
        Files.delete(folder);
        Thread thread = new Thread(
                null, () -> run(library, Path.of(args[0]), Integer.parseInt(args[1]), args[2]), "loop", STACK_BYTES);
        thread.start();
        thread.join();
    }

    private static void run(LlamaLibrary library, Path file, int most, String prompt) {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (LlamaModel model = LlamaModel.load(library, file, 0);
                LlamaContext context = LlamaContext.open(
                        model, CONTEXT, BATCH, 1, Runtime.getRuntime().availableProcessors());
                LlamaBatch batch = new LlamaBatch(BATCH, 1, model.vocabularySize())) {
            BareLoop loop = new BareLoop(model, context, batch, model.tokenize(prompt, true), most);
            while (in.readLine() != null) {
                System.out.println(loop.round());
                System.out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String round() {
        context.remove(0, 0);
        batch.clear();
        for (int i = 0; i < prompt.length; i++) {
            batch.add(prompt[i], i, 0, i == prompt.length - 1);
        }
        int token = next();
        long first = System.nanoTime();
        long last = first;
        int tokens = 1;
        while (tokens < most && !model.isEndOfGeneration(token)) {
            batch.clear();
            batch.add(token, prompt.length + tokens - 1, 0, true);
            token = next();
            last = System.nanoTime();
            tokens++;
        }
        return tokens + " " + (last - first);
    }

    private int next() {
        if (context.decode(batch) != 0) {
            throw new IllegalStateException("llama.cpp could not compute a step");
        }
        return context.argmax(batch, batch.size() - 1);
    }
}
