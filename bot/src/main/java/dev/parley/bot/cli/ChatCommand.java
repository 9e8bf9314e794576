package dev.parley.bot.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code parley chat}. */
@Command(name = "chat", description = "talk with the model in this terminal")
final class ChatCommand extends StartedCommand {
    @Mixin
    private SessionOptions options = new SessionOptions();

    @Override
    Map<String, String> flags() {
        return options.flags();
    }

    @Override
    ExitCode run(Start start, Actions actions) throws Exception {
        return actions.chat(start, options.session());
    }
}
