package dev.parley.bot.cli;

import picocli.CommandLine.Command;

/** {@code parley config}. */
@Command(
        name = "config",
        description = "look at the configuration",
        subcommands = {ConfigCommand.Check.class})
final class ConfigCommand extends CommandGroup {
    /** Has nothing to do but to say so: a configuration with mistakes does not get this far. */
    @Command(name = "check", description = "report every mistake in the configuration and the environment")
    static final class Check extends StartedCommand {
        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            var file = start.configFile();
            start.out()
                    .println(
                            file == null
                                    ? "no mistakes; there is no " + start.home().configFile()
                                            + ", so the defaults apply"
                                    : "no mistakes in " + file);
            return actions.showTuned(start);
        }
    }
}
