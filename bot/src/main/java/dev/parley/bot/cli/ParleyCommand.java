package dev.parley.bot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code parley} itself: holds the commands and does nothing without one. */
@Command(
        name = "parley",
        description = "Your own chatbot: a model on your own machine answers.",
        subcommands = {
            ChatCommand.class,
            AskCommand.class,
            InitCommand.class,
            RunCommand.class,
            ReloadCommand.class,
            ModelCommand.class,
            PersonaCommand.class,
            EngineCommand.class,
            BenchCommand.class,
            DbCommand.class,
            DoctorCommand.class,
            ConfigCommand.class
        })
final class ParleyCommand extends CommandGroup {
    private final Surroundings surroundings;
    private final Actions actions;

    ParleyCommand(Surroundings surroundings, Actions actions) {
        this.surroundings = surroundings;
        this.actions = actions;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Actions actions() {
        return actions;
    }

    /** The root command above any other. */
    static ParleyCommand above(CommandSpec command) {
        return (ParleyCommand) command.root().userObject();
    }
}
