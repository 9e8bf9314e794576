package dev.parley.engine.models;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that Parley knows by name.
 *
 * @param name lower case, unique; also the stem of its file
 * @param family such as {@code SmolLM2}
 * @param about what it is good for, in a few words
 * @param licence shown before it is fetched
 * @param size bytes of the file: exact if there is a sha256, else rounded
 * @param sha256 of the file in lower-case hex; null where the hub's own is taken and pinned at the first download
 * @param context tokens that it was trained for
 * @param cacheBytesPerToken bytes of KV cache for each token, at 16 bits
 * @param sampling what its makers recommend
 * @param sources in the order in which they are tried; at least one
 */
public record CatalogModel(
        String name,
        String family,
        String about,
        Licence licence,
        long size,
        @Nullable String sha256,
        int context,
        long cacheBytesPerToken,
        ModelSampling sampling,
        List<ModelSource> sources) {

    /** Buffers of the graph, the vocabulary and the JVM beside weights and cache: 120 MB measured with the smallest. */
    private static final long OVERHEAD = 250_000_000L;

    /** A rough figure of the memory in bytes that the engine needs for it with that many tokens of cache. */
    public long memory(long tokens) {
        return size + cacheBytesPerToken * tokens + OVERHEAD;
    }
}
