package dev.parley.bot.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that say how replies are made. They stay text here: the configuration knows their ranges, and reports them
 * with all other mistakes.
 */
final class ReplyOptions {
    @Option(names = "--max-tokens", paramLabel = "N", description = "the longest reply, in tokens")
    private @Nullable String maxTokens;

    @Option(names = "--temperature", paramLabel = "T", description = "0 to 2: how freely words are chosen")
    private @Nullable String temperature;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "the same reply again, with the same settings and --fresh")
    private @Nullable String seed;

    /** What was given, by the settings' keys. */
    Map<String, String> flags() {
        var flags = new LinkedHashMap<String, String>();
        put(flags, "chat.max-tokens", maxTokens);
        put(flags, "chat.temperature", temperature);
        put(flags, "chat.seed", seed);
        return flags;
    }

    private static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
