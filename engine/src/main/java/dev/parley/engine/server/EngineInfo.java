package dev.parley.engine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.engine.llama.LlamaLibrary;
import java.util.Locale;

/**
 * What the engine says about itself, in {@code /props} and in the line at its start.
 *
 * @param model the name that clients use
 * @param architecture the model file's
 * @param quantisation the model file's
 * @param context tokens a conversation
 * @param parallel replies at once
 * @param cells tokens of all replies together
 * @param vocabulary number of token ids
 * @param backend "CPU", or the accelerator's name
 * @param threads CPU threads
 * @param cacheBytes RAM for states at rest
 * @param tokenizer a fingerprint: the same for models that count tokens alike
 */
record EngineInfo(
        String model,
        String architecture,
        String quantisation,
        int context,
        int parallel,
        int cells,
        int vocabulary,
        String backend,
        int threads,
        long cacheBytes,
        String tokenizer) {

    ObjectNode toJson() {
        return Json.object()
                .put("model", model)
                .put("architecture", architecture)
                .put("quantisation", quantisation)
                .put("n_ctx", context)
                .put("parallel", parallel)
                .put("pool", cells)
                .put("n_vocab", vocabulary)
                .put("backend", backend)
                .put("threads", threads)
                .put("cache_bytes", cacheBytes)
                .put("build", LlamaLibrary.BUILD)
                .put("tokenizer", tokenizer);
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "%s, %s, context %d, %s, %d thread%s",
                model,
                quantisation,
                context,
                backend,
                threads,
                threads == 1 ? "" : "s");
    }
}
