package dev.parley.engine.core;

import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.llama.LlamaBatch;
import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaLibrary;
import dev.parley.engine.llama.LlamaModel;
import dev.parley.engine.llama.LlamaSampler;
import dev.parley.engine.llama.LoraAdapter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that runs the model. Each round first gives every running reply its next token, all with the same
 * adapters in one batch, then reads one chunk of one waiting prompt in a step of its own. A new reply joins at the next
 * round, a finished one leaves at once and takes its state out of the context: attention runs over all cells, those of idle conversations too.
 */
public final class Scheduler implements AutoCloseable {
    /** While others are being answered, a chunk is as large as this time allows: their next token waits for it. */
    private static final double CHUNK_MILLIS = 200;

    private static final int SMALLEST_CHUNK = 16;
    /** llama.cpp keeps the logits of all rows of a step that asks for them: 12 MB for 64 rows of 49,152. */
    private static final int SCORED_CHUNK = 64;

    /**
     * What fits.
     *
     * @param cells tokens of all replies together
     * @param context tokens of one conversation; at most the cells
     * @param sequences replies at once
     * @param chunk the most tokens of one step; also the fixed size for prompts that are read afresh
     */
    public record Limits(int cells, int context, int sequences, int chunk) {}

    /** A reply that was asked for. */
    public interface Handle {
        /** Ends it early; {@link GenerationListener#finished} says {@link Finish#CANCELLED}. From any thread, repeatedly. */
        void cancel();
    }

    private final LlamaLibrary library;
    private final LlamaModel model;
    private final Cells cells;
    private final LlamaBatch batch;
    private final Limits limits;
    private final RememberedReplies replies;

    private final LinkedBlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    private final Sequences sequences = new Sequences();
    private final AtomicLong steps = new AtomicLong();
    private final Thread thread;
    /** Guarded by the commands: nothing is added to them any more. */
    private boolean ended;

    private double tokensPerMilli = 0.1;

    private volatile boolean closed;
    private volatile boolean busy;
    private volatile @Nullable Sequence abortable;

    /**
     * Starts the thread. It owns what it is given, and closes the context and the cache when it ends.
     *
     * @param library the library
     * @param model the model; to be closed after the scheduler
     * @param context the context, not used by anybody else from now on
     * @param limits what fits into the context
     * @param cacheBytes RAM for the states of conversations at rest
     * @param replies where the token ids of generated replies are remembered
     */
    Scheduler(
            LlamaLibrary library,
            LlamaModel model,
            LlamaContext context,
            Limits limits,
            long cacheBytes,
            RememberedReplies replies) {
        this.library = library;
        this.model = model;
        this.limits = limits;
        this.cells = new Cells(context, limits, new StateCache(cacheBytes));
        this.replies = replies;
        batch = new LlamaBatch(limits.chunk(), limits.sequences(), model.vocabularySize());
        thread = new Thread(null, this::run, "engine-decode", Tokenizer.STACK_BYTES);
        thread.start();
    }

    /**
     * Asks for a reply.
     *
     * @param request what is wanted
     * @param listener hears of it, on the scheduler's thread
     * @return a way to end it early
     * @throws PromptTooLongException if the prompt leaves no room for a single token
     * @throws LlamaException if the scheduler is closed
     */
    public Handle submit(GenerationRequest request, GenerationListener listener) {
        int length = request.prompt().tokens().length;
        if (length + Math.min(1, request.maxTokens()) > limits.context()) {
            throw new PromptTooLongException(length, limits.context());
        }
        LlamaSampler sampler =
                request.sampling().isArgmax() ? null : new LlamaSampler(library, request.sampling(), request.seed());
        Sequence sequence = new Sequence(request, listener, limits.context(), model, sampler);
        command(() -> join(sequence));
        return () -> {
            sequence.cancelled = true;
            if (abortable == sequence) {
                cells.abort();
            }
            commands.add(() -> {});
        };
    }

    /** An adapter may have been released since the request found it. */
    private void join(Sequence sequence) {
        if (sequence.request.adapters().isGone()) {
            sequence.listener.failed(new IllegalArgumentException("The adapter was let go meanwhile; load it again."));
            sequence.close();
        } else {
            sequences.waiting.add(sequence);
        }
    }

    /** Closes an adapter that no reply is using or waiting to use; tells whether it did. */
    CompletableFuture<Boolean> release(LoraAdapter adapter) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        command(() -> {
            boolean used =
                    sequences.all().anyMatch(each -> each.request.adapters().holds(adapter));
            if (!used) {
                cells.release(adapter);
            }
            result.complete(!used);
        });
        return result;
    }

    /**
     * Forgets a conversation: its states, and the token ids of its replies. One that is being answered keeps nothing.
     *
     * @param key the conversation
     * @return how many states and replies went
     * @throws LlamaException if the scheduler is closed
     */
    public CompletableFuture<Forgotten> forget(String key) {
        CompletableFuture<Forgotten> result = new CompletableFuture<>();
        command(() -> {
            sequences.all().filter(each -> key.equals(each.request.cacheKey())).forEach(each -> each.kept = false);
            result.complete(new Forgotten(cells.forget(key), replies.forget(key)));
        });
        return result;
    }

    /**
     * What a conversation left behind.
     *
     * @param states saved states
     * @param replies replies whose token ids were remembered
     */
    public record Forgotten(int states, int replies) {}

    /**
     * Whether there is work. Busy without a new step for long means stuck.
     *
     * @return true while a reply is running or waiting
     */
    public boolean busy() {
        return busy;
    }

    /**
     * Counts the graph runs.
     *
     * @return since the start
     */
    public long steps() {
        return steps.get();
    }

    /** What is in use, as the scheduler's thread sees it between two rounds. */
    record Usage(int usedCells, int reservedCells, int slots, long cacheBytes) {}

    CompletableFuture<Usage> usage() {
        CompletableFuture<Usage> result = new CompletableFuture<>();
        commands.add(() -> result.complete(cells.usage()));
        return result;
    }

    /** Nothing may be left in the queue of a thread that has ended: whoever waits for it would wait for ever. */
    private void command(Runnable command) {
        synchronized (commands) {
            if (ended) {
                throw gone();
            }
            commands.add(command);
        }
    }

    private static LlamaException gone() {
        return new LlamaException("The engine is shutting down.");
    }

    private void run() {
        try {
            while (!closed) {
                obey();
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (commands) {
                ended = true;
            }
            commands.forEach(Runnable::run);
            sequences.running().forEach(each -> fail(each, gone()));
            for (Sequence each : sequences.waiting) {
                each.listener.failed(gone());
                each.close();
            }
            batch.close();
            cells.close();
        }
    }

    private void obey() throws InterruptedException {
        busy = !sequences.isEmpty();
        Runnable next = busy ? commands.poll() : commands.take();
        for (; next != null; next = commands.poll()) {
            next.run();
        }
        busy = true;
    }

    private void dropCancelled() {
        sequences.running().stream().filter(each -> each.cancelled).forEach(each -> finish(each, Finish.CANCELLED));
        for (Sequence each : List.copyOf(sequences.waiting)) {
            if (each.cancelled) {
                sequences.waiting.remove(each);
                each.listener.finished(each.result(Finish.CANCELLED));
                each.close();
            }
        }
    }

    /** In order of arrival: who does not fit yet holds up those behind, or a long prompt would wait for ever. */
    private void admit() {
        while (!sequences.waiting.isEmpty() && cells.haveRoomFor(sequences.waiting.getFirst())) {
            Sequence next = sequences.waiting.removeFirst();
            cells.enter(next, System.nanoTime());
            sequences.reading.add(next);
            next.reportReading(System.nanoTime());
        }
    }

    private void round() {
        try {
            dropCancelled();
            admit();
            sequences.steps().forEach(this::decodeStep);
            if (!sequences.reading.isEmpty()) {
                readStep(sequences.nextToRead());
            }
        } catch (RuntimeException e) {
            // No reply may hang because another's step failed in a way that nobody foresaw.
            sequences.running().forEach(each -> fail(each, e));
        }
    }

    private void decodeStep(List<Sequence> step) {
        batch.clear();
        step.forEach(each -> each.addTo(batch, 1));
        compute(step);
        if (blewUp(step)) {
            return;
        }
        for (int row = 0; row < step.size(); row++) {
            step.get(row).advance(1);
            draw(step.get(row), row);
        }
    }

    private void readStep(Sequence sequence) {
        int count = chunk(sequence);
        batch.clear();
        int row = sequence.addTo(batch, count);
        cells.abortable(true);
        abortable = sequence;
        long before = System.nanoTime();
        boolean done;
        try {
            done = !sequence.cancelled && compute(List.of(sequence));
        } finally {
            abortable = null;
            cells.abortable(false);
        }
        if (!done || blewUp(List.of(sequence))) {
            return;
        }
        long now = System.nanoTime();
        tokensPerMilli = count * 1e6 / Math.max(1, now - before);
        if (sequence.request.scoring().prompt()) {
            sequence.scored(cells.score(batch, sequence, count));
        }
        sequence.advance(count);
        sequence.reportReading(now);
        if (sequence.request.cachePrompt()
                && sequence.inCells() == sequence.request.prompt().systemTokens()) {
            cells.share(sequence);
        }
        if (sequence.unread() == 0) {
            sequences.startDecoding(sequence);
            if (sequence.request.maxTokens() == 0) {
                finish(sequence, Finish.LENGTH);
            } else {
                draw(sequence, row);
            }
        }
    }

    /** Numbers that overflow under an adapter would spoil everybody's replies: it ends with those that asked for it. */
    private boolean blewUp(List<Sequence> step) {
        if (step.getFirst().request.adapters().parts().isEmpty() || cells.areFinite(batch)) {
            return false;
        }
        step.forEach(each -> fail(
                each,
                new IllegalArgumentException("The adapter makes the model's numbers overflow."
                        + " Use a smaller scale, or train it again with a lower learning rate.")));
        cells.wash(sequences.running());
        return true;
    }

    private int chunk(Sequence sequence) {
        boolean scored = sequence.request.scoring().prompt();
        int most = scored ? Math.min(SCORED_CHUNK, limits.chunk()) : limits.chunk();
        if (!sequences.decoding.isEmpty() && (scored || sequence.request.cachePrompt())) {
            most = Math.clamp((int) (tokensPerMilli * CHUNK_MILLIS), SMALLEST_CHUNK, most);
        }
        int end = sequence.sharedPart() > 0 ? sequence.sharedPart() : sequence.inCells() + sequence.unread();
        return Math.min(most, end - sequence.inCells());
    }

    private void draw(Sequence sequence, int row) {
        int token = cells.draw(sequence.sampler(), batch, row);
        Scoring scoring = sequence.request.scoring();
        ScoredToken score = scoring.reply() ? cells.score(batch, row, token, scoring) : null;
        sequence.take(token, score, System.nanoTime()).ifPresent(finish -> finish(sequence, finish));
    }

    private boolean compute(List<Sequence> step) {
        boolean done = cells.compute(batch, step);
        steps.incrementAndGet();
        return done;
    }

    private void finish(Sequence sequence, Finish finish) {
        sequence.sendRest();
        String key = sequence.kept ? sequence.request.cacheKey() : null;
        if (key != null) {
            sequence.reply().ifPresent(reply -> replies.remember(key, reply));
        }
        // Told first, so that nobody waits for the copy of the state.
        sequence.listener.finished(sequence.result(finish));
        if (key != null) {
            cells.keep(sequence, key);
        }
        leave(sequence);
    }

    private void fail(Sequence sequence, RuntimeException cause) {
        sequence.listener.failed(cause);
        leave(sequence);
    }

    private void leave(Sequence sequence) {
        sequences.leave(sequence);
        cells.leave(sequence);
        sequence.close();
    }

    @Override
    public void close() {
        closed = true;
        commands.add(() -> {});
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
