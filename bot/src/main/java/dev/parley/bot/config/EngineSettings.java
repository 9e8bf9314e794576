package dev.parley.bot.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The model and how it is run.
 *
 * @param model a name from the catalogue, the path of a GGUF file, or its URL; null: the chosen or the default one
 * @param url a running llama-server, vLLM or Ollama that answers instead of Parley's own engine; null: none
 * @param apiKey what that server wants as a bearer token; null: nothing
 * @param command a llama-server of one's own that Parley starts instead of its own engine, with arguments; empty: none
 * @param threads threads that compute; null: as many as this machine's cores allow
 * @param context tokens that a conversation may hold; null: 4096, or less where the model or the memory has less
 * @param parallel replies that are made at once; null: 8, or fewer where the memory has no room for them
 * @param gpuLayers layers of the model that a GPU takes; needs a library built for it
 * @param libraryPath a llama.cpp library of one's own; null: the one that comes with Parley
 * @param cacheMemory memory for conversations that are not being answered; null: a quarter of what the model leaves
 * @param cacheDisk room on disk for them, so that they outlive a restart; 0: none; null: a tenth of what is free, at
 *     most 8 GB
 * @param port port of {@code engine serve} on loopback; 0: any that is free
 * @param token bearer token of {@code engine serve}; null: a random one
 */
public record EngineSettings(
        @Setting(
                value = "name from the catalogue, path or URL of a .gguf file",
                min = 1,
                max = 4096,
                example = "smollm2-135m-instruct")
        @Nullable String model,

        @Setting(
                value = "address of a running llama-server, vLLM or Ollama to use instead",
                form = Form.WEB_ADDRESS,
                example = "http://127.0.0.1:8080/v1",
                min = 1,
                max = 2048)
        @Nullable String url,

        @Setting(value = "bearer token of the server at engine.url; write ${NAME}", min = 1, max = 4096) @Nullable Secret apiKey,

        @Setting(value = "a llama-server of one's own, and its arguments, to start instead", min = 1, max = 4096)
        List<String> command,

        @Setting(
                value = "threads that compute; default: what the machine allows",
                min = 1,
                max = 512,
                unit = "threads",
                example = "2")
        @Nullable Integer threads,

        @Setting(
                value = "tokens a conversation may hold; default: 4096, or less for the model or the memory",
                min = 256,
                max = 1_048_576,
                unit = "tokens",
                example = "4096")
        @Nullable Integer context,

        @Setting(
                value = "replies made at once; default: 8, fewer where memory is short",
                min = 1,
                max = 256,
                unit = "replies",
                example = "8")
        @Nullable Integer parallel,

        @Setting(value = "layers that a GPU takes; needs library-path", fallback = "0", max = 10_000, unit = "layers")
        int gpuLayers,

        @Setting(
                value = "folder or file of a llama.cpp library of one's own",
                min = 1,
                max = 4096,
                example = "/opt/llama.cpp/lib")
        @Nullable Path libraryPath,

        @Setting(
                value = "memory for conversations at rest; default: a quarter of what is left",
                max = 1L << 40,
                example = "512 MB")
        @Nullable ByteSize cacheMemory,

        @Setting(
                value = "room on disk for them; 0: none; default: a tenth of what is free, at most 8 GB",
                max = 1L << 50,
                example = "2 GB")
        @Nullable ByteSize cacheDisk,

        @Setting(value = "port of 'engine serve'; 0 takes a free one", fallback = "8080", max = 65_535)
        int port,

        @Setting(value = "bearer token of 'engine serve'; default: a random one", min = 16, max = 512) @Nullable Secret token)
        implements CheckedSection {

    /** Of Parley's own engine alone. */
    private static final List<String> EMBEDDED = List.of(
            "engine.threads", "engine.gpu-layers", "engine.cache-memory", "engine.library-path", "engine.cache-disk");

    /** Of these a llama-server that Parley starts knows nothing either. */
    private static final List<String> NOT_OF_A_COMMAND = List.of("engine.library-path", "engine.cache-disk");

    /** Copies the list. */
    public EngineSettings {
        command = List.copyOf(command);
    }

    @Override
    public List<String> mistakes() {
        return List.of();
    }

    @Override
    public Map<String, String> mistakes(Set<String> written) {
        Map<String, String> mistakes = new LinkedHashMap<>();
        if (url != null && !command.isEmpty()) {
            mistakes.put("engine.command", "engine.url is set too; only one of them can be the engine");
        }
        if (url == null && apiKey != null) {
            mistakes.put("engine.api-key", "it belongs to the server at engine.url, which is not set");
        }
        for (String key : EMBEDDED) {
            if (written.contains(key) && (url != null || (!command.isEmpty() && NOT_OF_A_COMMAND.contains(key)))) {
                mistakes.put(
                        key,
                        "it is a setting of Parley's own engine and does nothing with "
                                + (url != null ? "engine.url: set it where that server is started" : "engine.command")
                                + "; remove it");
            }
        }
        return mistakes;
    }
}
