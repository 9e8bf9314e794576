package dev.parley.bot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code parley doctor}. */
@Command(name = "doctor", description = "look at machine, database, model and platforms, with a fix for what is wrong")
final class DoctorCommand extends StartedCommand {
    @Option(names = "--json", description = "print one JSON object instead of the text")
    private boolean json;

    @Override
    ExitCode run(Start start, Actions actions) throws Exception {
        return actions.examine(start, json);
    }
}
