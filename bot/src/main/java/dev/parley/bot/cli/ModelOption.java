package dev.parley.bot.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --model} of the commands that are about a model and no conversation. */
final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "NAME|PATH|URL",
            description = "a model of the catalogue (see: model list) or a .gguf file; default: the one in use")
    private @Nullable String model;

    /** What was given, by the setting's key. */
    Map<String, String> flags() {
        return model == null ? Map.of() : Map.of("engine.model", model);
    }
}
