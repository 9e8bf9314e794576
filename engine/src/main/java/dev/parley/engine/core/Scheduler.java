package dev.parley.engine.core;

import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.llama.LlamaBatch;
import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaLibrary;
import dev.parley.engine.llama.LlamaModel;
import dev.parley.engine.llama.LlamaSampler;
import dev.parley.engine.llama.LoraAdapter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that runs the model, round after round. A new reply joins at the next round, a finished one leaves at once
 * and takes its state out of the context: every step's mask covers all cells, those of idle conversations too.
 */
public final class Scheduler implements AutoCloseable {
    /**
     * What fits.
     *
     * @param cells tokens of all replies together
     * @param context tokens of one conversation; at most the cells
     * @param sequences replies at once
     * @param chunk the most tokens of one step, at least the sequences; while nobody is being answered, prompts are read in
     *     chunks of this size
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
    private final Limits limits;
    private final RememberedReplies replies;
    private final Fetching fetching;

    private final LinkedBlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    private final Sequences sequences = new Sequences();
    private final ThreadCount decoding;
    private final ThreadCount reading;
    private final Round round;
    private final Thread thread;
    /** Guarded by the commands: nothing is added to them any more. */
    private boolean ended;

    private volatile boolean closed;
    private volatile boolean busy;

    /**
     * Starts the thread. It owns what it is given, and closes the contexts and the cache when it ends.
     *
     * @param library the library
     * @param model the model; to be closed after the scheduler
     * @param context the context, not used by anybody else from now on
     * @param desk the same kind of thing for one long prompt at a time; null for none
     * @param limits what fits into the context
     * @param mostThreads the most CPU threads of a step, at least 1
     * @param cache the states of conversations at rest
     * @param disk what lies below it, if anything does; to be closed after the scheduler
     * @param replies where the token ids of generated replies are remembered
     */
    Scheduler(
            LlamaLibrary library,
            LlamaModel model,
            LlamaContext context,
            @Nullable LlamaContext desk,
            Limits limits,
            int mostThreads,
            StateCache cache,
            @Nullable StateDisk disk,
            RememberedReplies replies) {
        this.library = library;
        this.model = model;
        this.limits = limits;
        this.cells = new Cells(context, desk, limits, cache);
        fetching = new Fetching(cache, disk, limits.cells(), sequences.fetching, this::isTold);
        this.replies = replies;
        decoding = ThreadCount.decoding(mostThreads);
        reading = ThreadCount.reading(mostThreads);
        LlamaBatch batch = new LlamaBatch(limits.chunk(), limits.sequences(), model.vocabularySize());
        round = new Round(cells, limits, sequences, replies, batch, decoding, reading);
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
            round.cancel(sequence);
            commands.add(() -> {});
        };
    }

    /** An adapter may have been released since the request found it. */
    private void join(Sequence sequence) {
        if (sequence.request.adapters().isGone()) {
            sequence.listener.failed(new IllegalArgumentException("The adapter was let go meanwhile; load it again."));
            sequence.close();
        } else {
            fetching.begin(sequence, sequences.waiting::add);
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
        CompletableFuture<CompletableFuture<Forgotten>> result = new CompletableFuture<>();
        command(() -> {
            sequences.all().filter(each -> key.equals(each.request.cacheKey())).forEach(each -> each.kept = false);
            int states = cells.forget(key);
            int texts = replies.forget(key);
            result.complete(fetching.forget(key).thenApply(files -> new Forgotten(states, files, texts)));
        });
        return result.thenCompose(each -> each);
    }

    /**
     * What a conversation left behind.
     *
     * @param states saved states in memory
     * @param files saved states on disk
     * @param replies replies whose token ids were remembered
     */
    public record Forgotten(int states, int files, int replies) {}

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
        return round.steps();
    }

    /**
     * What is in use, as the scheduler's thread sees it between two rounds.
     *
     * @param usedCells tokens in the context
     * @param reservedCells tokens that its replies are likely to come to
     * @param deskCells tokens at the desk, of those in use
     * @param slots replies in the context
     * @param parked replies that were taken out of it for a while
     * @param threads CPU threads of a step that decodes
     * @param cacheBytes RAM that states of conversations at rest take
     */
    record Usage(
            int usedCells, int reservedCells, int deskCells, int slots, int parked, int threads, long cacheBytes) {}

    CompletableFuture<Usage> usage() {
        CompletableFuture<Usage> result = new CompletableFuture<>();
        command(() -> result.complete(cells.usage(sequences.parked(), decoding.current())));
        return result;
    }

    /**
     * Fixes the number of CPU threads, which is found by trying otherwise; for measuring.
     *
     * @param number at most those of the options; 0 to let it be found again
     * @throws LlamaException if the scheduler is closed
     */
    public void fixThreads(int number) {
        command(() -> {
            decoding.fix(number);
            reading.fix(number);
        });
    }

    /** Nothing may be left in the queue of a thread that has ended: whoever waits for it would wait for ever. */
    private void command(Runnable command) {
        if (!isTold(command)) {
            throw gone();
        }
    }

    private boolean isTold(Runnable command) {
        synchronized (commands) {
            return !ended && commands.add(command);
        }
    }

    private static LlamaException gone() {
        return new LlamaException("The engine is shutting down.");
    }

    private void run() {
        try {
            while (!closed) {
                obey();
                round.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (commands) {
                ended = true;
            }
            commands.forEach(Runnable::run);
            sequences.running().forEach(each -> round.fail(each, gone()));
            sequences.failOutside(gone());
            round.close();
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
