package dev.parley.bot.cli;

import picocli.CommandLine.Command;

/** {@code parley run}. */
@Command(name = "run", description = "answer on the configured platforms, until Ctrl-C")
final class RunCommand extends StartedCommand {
    @Override
    boolean isService() {
        return true;
    }

    @Override
    ExitCode run(Start start, Actions actions) throws Exception {
        return actions.run(start);
    }
}
