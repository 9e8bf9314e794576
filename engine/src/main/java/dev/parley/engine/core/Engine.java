package dev.parley.engine.core;

import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.llama.LlamaLibrary;
import dev.parley.engine.llama.LlamaModel;
import dev.parley.engine.models.LoraFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model ready to answer: everything between the file and the scheduler, opened and closed in order. */
public final class Engine implements AutoCloseable {
    /** Tokens of one step: larger gains nothing, and a cancelled step would take longer. */
    private static final int BATCH = 512;

    private final LlamaModel model;
    private final Tokenizer tokenizer;
    private final PromptEncoder prompts;
    private final Scheduler scheduler;
    private final Adapters adapters;
    private final Options options;

    /**
     * What to open.
     *
     * @param modelFile a GGUF file that our own reader has accepted
     * @param chatTemplate the template's source or the name of a known one; null if the file has none
     * @param context tokens of one conversation, the reply included
     * @param sequences replies at once
     * @param cells tokens of all replies together; at least the context
     * @param threads CPU threads, at least 1
     * @param gpuLayers layers on an accelerator, 0 for none
     * @param cacheBytes RAM for the states of conversations at rest
     */
    public record Options(
            Path modelFile,
            @Nullable String chatTemplate,
            int context,
            int sequences,
            int cells,
            int threads,
            int gpuLayers,
            long cacheBytes) {}

    private Engine(Options options, LlamaModel model, Tokenizer tokenizer, PromptEncoder prompts, Scheduler scheduler) {
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
        RememberedReplies replies = new RememberedReplies();
        PromptEncoder prompts = new PromptEncoder(model, tokenizer, template, replies, options.context());
        LlamaContext context = LlamaContext.open(model, options.cells(), BATCH, options.sequences(), options.threads());
        Scheduler scheduler = new Scheduler(
                library,
                model,
                context,
                new Scheduler.Limits(options.cells(), options.context(), options.sequences(), BATCH),
                options.cacheBytes(),
                replies);
        return new Engine(options, model, tokenizer, prompts, scheduler);
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
        scheduler.close();
        adapters.close();
        tokenizer.close();
        model.close();
    }
}
