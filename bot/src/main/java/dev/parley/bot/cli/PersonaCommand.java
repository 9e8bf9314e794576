package dev.parley.bot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code parley persona}. */
@Command(
        name = "persona",
        description = "list and show personas",
        subcommands = {PersonaCommand.ListPersonas.class, PersonaCommand.Show.class})
final class PersonaCommand extends CommandGroup {
    @Command(name = "list", description = "show the personas that there are")
    static final class ListPersonas extends StartedCommand {
        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.listPersonas(start);
        }
    }

    @Command(name = "show", description = "show a persona's prompt and settings")
    static final class Show extends StartedCommand {
        @Parameters(paramLabel = "NAME", description = "its id (see: persona list)")
        private String name = "";

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.showPersona(start, name);
        }
    }
}
