package dev.parley.engine.tune;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TuneMain} is told on the first line of its standard input, as one JSON object.
 *
 * @param model path of the GGUF file
 * @param libraryPath a user's own build of llama.cpp, or null
 * @param gpuLayers layers on an accelerator
 * @param threads the numbers of CPU threads to try, each at least 1; the first is tried first
 * @param batches the sizes of a prompt's chunks to try, in tokens
 * @param seconds about how long it may take; each is tried a few times at least
 */
public record TuneJob(
        String model,
        @Nullable String libraryPath,
        int gpuLayers,
        List<Integer> threads,
        List<Integer> batches,
        int seconds) {}
