package dev.parley.engine.core;

import dev.parley.engine.llama.LlamaBuffers;
import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaLibrary;
import dev.parley.engine.llama.LlamaModel;
import dev.parley.engine.models.LoraFile;
import dev.parley.engine.states.StateFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A model ready to answer: everything between the file and the scheduler, opened and closed in order. */
public final class Engine implements AutoCloseable {
    /**
     * Tokens of one step: on a CPU larger ones gain nothing, and whoever comes next waits for their end; an accelerator
     * wants more.
     */
    private static final int BATCH = 128;

    private static final int BATCH_ON_ACCELERATOR = 512;

    /** Sets aside the memory of such steps. */
    public static final int LARGEST_BATCH = 512;

    private static final Duration LAST_WRITES = Duration.ofMillis(1500);

    private final LlamaModel model;
    private final Tokenizer tokenizer;
    private final PromptEncoder prompts;
    private final Scheduler scheduler;
    private final Adapters adapters;
    private final Options options;
    private final StateCache cache;
    private final @Nullable StateDisk disk;
    private final LlamaBuffers buffers;

    /**
     * What to open.
     *
     * @param modelFile a GGUF file that our own reader has accepted
     * @param chatTemplate the template's source or the name of a known one; null if the file has none
     * @param context tokens of one conversation, the reply included
     * @param sequences replies at once
     * @param cells tokens of all replies together; at least the context
     * @param desk whether there is a conversation's context besides in which long prompts are read, faster; on a CPU
     * @param threads the most CPU threads of a step, at least 1; fewer where that is faster
     * @param gpuLayers layers on an accelerator, 0 for none
     * @param cacheBytes RAM for the states of conversations at rest
     * @param disk where they are kept besides, to outlive this process; null for nowhere
     * @param batch the most tokens of one step, at most {@value #LARGEST_BATCH}; null for what is usual
     */
    public record Options(
            Path modelFile,
            @Nullable String chatTemplate,
            int context,
            int sequences,
            int cells,
            boolean desk,
            int threads,
            int gpuLayers,
            long cacheBytes,
            @Nullable Disk disk,
            @Nullable Integer batch) {

        /** With a desk, without a disk, and with steps of the usual size. */
        public Options(
                Path modelFile,
                @Nullable String chatTemplate,
                int context,
                int sequences,
                int cells,
                int threads,
                int gpuLayers,
                long cacheBytes) {
            this(modelFile, chatTemplate, context, sequences, cells, true, threads, gpuLayers, cacheBytes, null, null);
        }

        private int largestStep() {
            return batch != null ? batch : gpuLayers > 0 ? BATCH_ON_ACCELERATOR : BATCH;
        }
    }

    /**
     * Where states outlive the process.
     *
     * @param folder for them alone; made if it is not there
     * @param bytes the most that they may take there, 0 for none; null for a tenth of what is free, at most 8 GB
     * @param model what changes whenever the model's weights do
     */
    public record Disk(Path folder, @Nullable Long bytes, String model) {}

    /**
     * The states of conversations at rest.
     *
     * @param states in RAM
     * @param bytes that they take there
     * @param files on disk
     * @param fileBytes that those take
     */
    public record States(int states, long bytes, int files, long fileBytes) {}

    private Engine(
            Options options,
            LlamaModel model,
            Tokenizer tokenizer,
            PromptEncoder prompts,
            Scheduler scheduler,
            StateCache cache,
            @Nullable StateDisk disk,
            LlamaBuffers buffers) {
        this.buffers = buffers;
        this.cache = cache;
        this.disk = disk;
        this.options = options;
        this.model = model;
        this.tokenizer = tokenizer;
        this.prompts = prompts;
        this.scheduler = scheduler;
        adapters = new Adapters(model, options.modelFile(), scheduler, LoraFile.LARGEST);
    }

    /**
     * Loads the model and starts the thread that decodes.
     *
     * @param library the library
     * @param options what to open
     * @return the engine
     * @throws dev.parley.engine.llama.LlamaException if llama.cpp refuses the model, its template or the memory
     */
    public static Engine open(LlamaLibrary library, Options options) {
        LlamaModel model = LlamaModel.load(library, options.modelFile(), options.gpuLayers());
        Tokenizer tokenizer = new Tokenizer(model);
        ChatTemplate template = new ChatTemplate(model, options.chatTemplate());
        Optional<StateFolder> folder = Optional.ofNullable(options.disk())
                .flatMap(disk -> StateFolder.open(disk.folder(), identity(model, disk), disk.bytes()));
        RememberedReplies replies = folder.map(StateDisk::replies).orElseGet(RememberedReplies::new);
        PromptEncoder prompts = new PromptEncoder(model, tokenizer, template, replies, options.context());
        // A step of one token for each reply must fit, too.
        int batch = Math.max(options.largestStep(), options.sequences());
        LlamaContext context = LlamaContext.open(model, options.cells(), batch, options.sequences(), options.threads());
        LlamaContext desk = options.desk() && options.gpuLayers() == 0
                ? LlamaContext.openForOne(model, options.context(), batch, options.sequences(), options.threads())
                : null;
        AtomicReference<BooleanSupplier> busy = new AtomicReference<>(() -> false);
        StateDisk disk = folder.map(
                        each -> new StateDisk(each, replies, () -> busy.get().getAsBoolean(), StateDisk.Patience.USUAL))
                .orElse(null);
        StateCache cache = new StateCache(options.cacheBytes(), disk);
        Scheduler scheduler = new Scheduler(
                library,
                model,
                context,
                desk,
                new Scheduler.Limits(options.cells(), options.context(), options.sequences(), batch),
                options.threads(),
                cache,
                disk,
                replies);
        busy.set(scheduler::busy);
        LlamaBuffers buffers =
                desk == null ? context.buffers() : context.buffers().and(desk.buffers());
        return new Engine(options, model, tokenizer, prompts, scheduler, cache, disk, buffers);
    }

    /** All that the bytes of a state depend on, but the adapters. */
    private static String identity(LlamaModel model, Disk disk) {
        return "llama.cpp " + LlamaLibrary.BUILD + (model.hasShortKeys() ? ", k q8_0" : ", k f16")
                + ", v f16 in either order, model " + disk.model();
    }

    /**
     * Writes states that are in RAM only to disk, if there is one. Part of an orderly end; replies that are running keep
     * nothing.
     *
     * @param atMost how long; the newest come first, and what is not written by then is left out
     */
    public void flush(Duration atMost) {
        if (disk == null) {
            return;
        }
        long end = System.nanoTime() + atMost.toNanos();
        try {
            // A reply is told to be over before its state is kept.
            var _ = scheduler.usage().get(atMost.toMillis() / 3, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException | LlamaException e) {
            // A long step, or the end of the scheduler: what is kept by now is written.
        }
        disk.flush(Duration.ofNanos(end - System.nanoTime()));
    }

    /**
     * Counts what is kept.
     *
     * @return as it is at the moment; from any thread, at once
     */
    public States states() {
        return new States(
                cache.count(), cache.bytes(), disk == null ? 0 : disk.count(), disk == null ? 0 : disk.bytes());
    }

    /**
     * Turns messages into tokens.
     *
     * @return safe from any thread
     */
    public PromptEncoder prompts() {
        return prompts;
    }

    /**
     * The model's tokenizer.
     *
     * @return safe from any thread
     */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Generates replies.
     *
     * @return safe from any thread
     */
    public Scheduler scheduler() {
        return scheduler;
    }

    /**
     * The memory that the model and its context take.
     *
     * @return as llama.cpp reported it on loading
     */
    public LlamaBuffers buffers() {
        return buffers;
    }

    /** What lies below the states in RAM. */
    @Nullable StateDisk disk() {
        return disk;
    }

    /** Adapters of this model beside its own, with other bounds. */
    Adapters adapters(long budget) {
        return new Adapters(model, options.modelFile(), scheduler, budget);
    }

    /**
     * Loads adapters and finds them.
     *
     * @return safe from any thread
     */
    public Adapters adapters() {
        return adapters;
    }

    /**
     * What was opened.
     *
     * @return the options
     */
    public Options options() {
        return options;
    }

    /**
     * The number of token ids.
     *
     * @return ids run from 0 to this, exclusive
     */
    public int vocabularySize() {
        return model.vocabularySize();
    }

    /**
     * The model in llama.cpp's words.
     *
     * @return architecture, size and quantisation
     */
    public String description() {
        return model.description();
    }

    @Override
    public void close() {
        flush(LAST_WRITES);
        scheduler.close();
        if (disk != null) {
            disk.close();
        }
        adapters.close();
        tokenizer.close();
        model.close();
    }
}
