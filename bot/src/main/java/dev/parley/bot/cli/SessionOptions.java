package dev.parley.bot.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that {@code chat} and {@code ask} share. Those that stand for a setting stay text here: the configuration
 * knows their ranges, and reports them with all other mistakes.
 */
final class SessionOptions {
    @Option(names = "--persona", paramLabel = "NAME", description = "who answers (see: persona list)")
    private @Nullable String persona;

    @Option(
            names = "--conversation",
            paramLabel = "NAME",
            defaultValue = Session.MAIN,
            description = "the conversation to go on with; default: ${DEFAULT-VALUE}")
    private String conversation = Session.MAIN;

    @Option(names = "--fresh", description = "store nothing, use nothing stored and no cached state")
    private boolean fresh;

    @Option(
            names = "--model",
            paramLabel = "NAME|PATH|URL",
            description = "a model of the catalogue (see: model list) or a .gguf file")
    private @Nullable String model;

    @Option(names = "--max-tokens", paramLabel = "N", description = "the longest reply, in tokens")
    private @Nullable String maxTokens;

    @Option(names = "--temperature", paramLabel = "T", description = "0 to 2: how freely words are chosen")
    private @Nullable String temperature;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "the same reply again, with the same settings and --fresh")
    private @Nullable String seed;

    /** The conversation, if its name is one. */
    Session session() {
        if (conversation.isBlank()
                || conversation.length() > 64
                || conversation.chars().anyMatch(Character::isISOControl)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--conversation: a name has 1 to 64 characters, not blank, all on one line");
        }
        return new Session(conversation, fresh, persona);
    }

    /** What was given, by the settings' keys. */
    Map<String, String> flags() {
        var flags = new LinkedHashMap<String, String>();
        put(flags, "engine.model", model);
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
