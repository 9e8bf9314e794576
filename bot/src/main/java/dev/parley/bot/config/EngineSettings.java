package dev.parley.bot.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The model and how it is run.
 *
 * @param model a name from the catalogue, the path of a GGUF file, or its URL; null: the chosen or the default one
 * @param threads threads that compute; null: as many as this machine's cores allow
 * @param context tokens that a conversation may hold; null: 4096, or the model's own if that is less
 * @param parallel replies that are made at once
 * @param gpuLayers layers of the model that a GPU takes; needs a library built for it
 * @param libraryPath a llama.cpp library of one's own; null: the one that comes with Parley
 * @param cacheMemory memory for conversations that are not being answered
 * @param port port of {@code engine serve} on loopback; 0: any that is free
 * @param token bearer token of {@code engine serve}; null: a random one
 */
public record EngineSettings(
        @Setting(value = "name from the catalogue, path or URL of a .gguf file", min = 1, max = 4096) @Nullable String model,

        @Setting(value = "threads that compute; default: what the machine allows", min = 1, max = 512) @Nullable Integer threads,

        @Setting(value = "tokens a conversation may hold; default: 4096 or the model's", min = 256, max = 1_048_576)
        @Nullable Integer context,

        @Setting(value = "replies made at once", fallback = "8", min = 1, max = 256)
        int parallel,

        @Setting(value = "layers that a GPU takes (needs library-path)", fallback = "0", max = 10_000)
        int gpuLayers,

        @Setting(value = "folder or file of a llama.cpp library of one's own", min = 1, max = 4096) @Nullable Path libraryPath,

        @Setting(value = "memory for conversations at rest", fallback = "512 MB", max = 1L << 40)
        ByteSize cacheMemory,

        @Setting(value = "port of 'engine serve'; 0 takes a free one", fallback = "8080", max = 65_535)
        int port,

        @Setting(value = "bearer token of 'engine serve'; default: a random one", min = 16, max = 512) @Nullable Secret token) {}
