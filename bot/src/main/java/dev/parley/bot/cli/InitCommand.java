package dev.parley.bot.cli;

import picocli.CommandLine.Command;

/** {@code parley init}. */
@Command(name = "init", description = "ask for a bot's tokens, its places and admins, and write parley.yaml")
final class InitCommand extends StartedCommand {
    @Override
    ExitCode run(Start start, Actions actions) throws Exception {
        return actions.init(start);
    }
}
