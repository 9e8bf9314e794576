package dev.parley.bot.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that {@code chat} and {@code ask} share. */
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

    @Mixin
    private final ReplyOptions reply = new ReplyOptions();

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
        if (model != null) {
            flags.put("engine.model", model);
        }
        flags.putAll(reply.flags());
        return flags;
    }
}
