package dev.parley.engine.core;

import dev.parley.engine.llama.LlamaModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * The model's tokenizer, on one thread of its own with a large stack: llama.cpp recurses once for each letter of a long
 * word and overflows an ordinary stack at 10,000.
 */
public final class Tokenizer implements AutoCloseable {
    /** Holds some 640,000 levels of that recursion. */
    static final long STACK_BYTES = 64L << 20;
    /** Longer pieces are only counted, in parts: they are refused anyway, and would overflow even the large stack. */
    static final int LONGEST_PIECE = 512 << 10;

    private static final int COUNTING_PART = 64 << 10;

    private final LlamaModel model;
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Starts the tokenising thread.
     *
     * @param model the model; closed after this
     */
    public Tokenizer(LlamaModel model) {
        this.model = model;
        thread = new Thread(null, this::run, "engine-tokenize", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Tokenises text that cannot contain control tokens.
     *
     * @param text any text, at most {@link #LONGEST_PIECE} characters
     * @return token ids
     */
    public int[] tokenize(String text) {
        return call(() -> model.tokenize(wellFormed(text), false));
    }

    /**
     * The bytes of a token, also of a control token, whose text is its name.
     *
     * @param token an id
     * @return UTF-8, in the middle of a character perhaps
     * @throws IllegalArgumentException if the id is outside the vocabulary
     */
    public byte[] bytes(int token) {
        byte[] piece = model.piece(token);
        return piece.length > 0 ? piece : model.text(token).getBytes(StandardCharsets.UTF_8);
    }

    /** Counts the tokens of a text that is too long to be tokenised whole; off by a token or two a part. */
    int count(String text) {
        int tokens = 0;
        for (String part : parts(text)) {
            tokens += tokenize(part).length;
        }
        return tokens;
    }

    /**
     * Replaces lone surrogates, which no encoder takes, by U+FFFD.
     *
     * @param text any text
     * @return the same text, or a copy with the replacements
     */
    public static String wellFormed(String text) {
        if (text.codePoints().noneMatch(each -> each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(each -> each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE ? 0xFFFD : each)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + COUNTING_PART);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            parts.add(text.substring(start, end));
            start = end;
        }
        return parts;
    }

    private <T> T call(Supplier<T> task) {
        if (Thread.currentThread() == thread) {
            return task.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        work.add(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void run() {
        try {
            while (!closed) {
                work.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        work.add(() -> {});
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
