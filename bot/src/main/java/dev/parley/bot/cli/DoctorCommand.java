package dev.parley.bot.cli;

import picocli.CommandLine.Command;

/** {@code parley doctor}. */
@Command(name = "doctor", description = "look at Java, CPU, memory, database and model, with a fix for what is wrong")
final class DoctorCommand extends StartedCommand {
    @Override
    ExitCode run(Start start, Actions actions) throws Exception {
        return actions.examine(start);
    }
}
