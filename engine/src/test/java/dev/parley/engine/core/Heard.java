package dev.parley.engine.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A listener that writes down what it hears, and may act on it. */
final class Heard implements GenerationListener {

    /** A report of reading. */
    record Reading(int processed, int cached, int total) {}

    final List<Reading> readings = new ArrayList<>();
    final List<ScoredToken> scores = new ArrayList<>();
    final AtomicInteger ends = new AtomicInteger();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<GenerationResult> result = new CompletableFuture<>();
    private final Consumer<Heard> onReading;
    private final Consumer<Heard> onText;
    private int texts;

    Heard(Consumer<Heard> onReading, Consumer<Heard> onText) {
        this.onReading = onReading;
        this.onText = onText;
    }

    Heard() {
        this(_ -> {}, _ -> {});
    }

    @Override
    public synchronized void reading(int processed, int cached, int total, long millis) {
        readings.add(new Reading(processed, cached, total));
        onReading.accept(this);
    }

    @Override
    public synchronized void text(String more) {
        text.append(more);
        texts++;
        onText.accept(this);
    }

    @Override
    public synchronized void scored(List<ScoredToken> tokens) {
        scores.addAll(tokens);
    }

    @Override
    public void finished(GenerationResult outcome) {
        ends.incrementAndGet();
        result.complete(outcome);
    }

    @Override
    public void failed(RuntimeException cause) {
        ends.incrementAndGet();
        result.completeExceptionally(cause);
    }

    synchronized String said() {
        return text.toString();
    }

    synchronized int texts() {
        return texts;
    }

    boolean isOver() {
        return result.isDone();
    }

    /** Waits for the end; a failure is thrown as it was told. */
    GenerationResult await() {
        try {
            return result.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("the reply did not end", e);
        }
    }
}
