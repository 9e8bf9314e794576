package dev.parley.engine.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.parley.engine.core.Engine;
import org.jspecify.annotations.Nullable;

/**
 * What the engine's process is told on the first line of its standard input, as one JSON object. Never on the command
 * line, where every user of the machine could read the token.
 *
 * @param token the bearer token that clients must send
 * @param port 0 for any free one
 * @param model path of the GGUF file
 * @param modelName the name that clients see
 * @param chatTemplate the name of a template that replaces the file's own, or null
 * @param context tokens a conversation, 0 for 4096 or the model's if less, and less where memory is short
 * @param parallel replies at once, 0 for 8, and fewer where memory is short
 * @param threads CPU threads, 0 for all that the container may use
 * @param gpuLayers layers on an accelerator
 * @param libraryPath a user's own build of llama.cpp, or null
 * @param cacheBytes RAM for the states of conversations at rest, 0 for a share of what is free
 * @param stateFolder where states outlive the process, or null for nowhere
 * @param diskBytes the most that they take there, 0 for nothing, null for a share of what is free
 * @param modelSha256 of the model file, so that no state of another is used; needed with a stateFolder
 * @param batch the most tokens of one step, 16 to 512; null for what is usual
 * @param cpuInfo where the CPU's features are read; null for {@code /proc/cpuinfo}
 */
public record EngineSettings(
        @JsonProperty(required = true) String token,
        int port,
        @JsonProperty(required = true) String model,
        @JsonProperty(required = true) String modelName,
        @Nullable String chatTemplate,
        int context,
        int parallel,
        int threads,
        int gpuLayers,
        @Nullable String libraryPath,
        long cacheBytes,
        @Nullable String stateFolder,
        @Nullable Long diskBytes,
        @Nullable String modelSha256,
        @Nullable Integer batch,
        @Nullable String cpuInfo) {

    /** ggml's own limit; it overruns an array beyond. */
    private static final int MOST_THREADS = 512;

    private static final int MOST_PARALLEL = 256;
    private static final int SMALLEST_BATCH = 16;

    /** Checks what native code would not; Jackson lets null pass even where a field is required. */
    public EngineSettings {
        given("token", token);
        given("model", model);
        given("modelName", modelName);
        within("port", port, 65_535);
        within("context", context, Integer.MAX_VALUE);
        within("parallel", parallel, MOST_PARALLEL);
        within("threads", threads, MOST_THREADS);
        within("gpuLayers", gpuLayers, Integer.MAX_VALUE);
        within("cacheBytes", cacheBytes, Long.MAX_VALUE);
        if (diskBytes != null) {
            within("diskBytes", diskBytes, Long.MAX_VALUE);
        }
        if (stateFolder != null) {
            given("stateFolder", stateFolder);
            if (modelSha256 == null || modelSha256.isBlank()) {
                throw new IllegalArgumentException("'stateFolder' needs 'modelSha256'.");
            }
        }
        if (batch != null && (batch < SMALLEST_BATCH || batch > Engine.LARGEST_BATCH)) {
            throw new IllegalArgumentException(
                    "'batch' is " + batch + "; it must be " + SMALLEST_BATCH + " to " + Engine.LARGEST_BATCH + ".");
        }
    }

    private static void given(String name, @Nullable String value) {
        if (value == null || value.isBlank() || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + name + "' must be a text.");
        }
    }

    private static void within(String name, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException("'" + name + "' is " + value + "; it must be 0 to " + most + ".");
        }
    }
}
