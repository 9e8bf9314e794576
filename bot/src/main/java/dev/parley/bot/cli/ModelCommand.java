package dev.parley.bot.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code parley model}: the models on this machine and in the catalogue. */
@Command(
        name = "model",
        description = "list, fetch, choose and check models",
        subcommands = {
            ModelCommand.ListModels.class,
            ModelCommand.Pull.class,
            ModelCommand.Use.class,
            ModelCommand.Verify.class,
            ModelCommand.ShowPath.class
        })
final class ModelCommand extends CommandGroup {
    @Command(name = "list", description = "show the catalogue, and which models are here")
    static final class ListModels extends StartedCommand {
        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.listModels(start);
        }
    }

    @Command(name = "pull", description = "fetch a model and verify it")
    static final class Pull extends StartedCommand {
        @Parameters(paramLabel = "NAME", description = "a model of the catalogue, or the URL of a .gguf file")
        private String name = "";

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.pullModel(start, name);
        }
    }

    @Command(name = "use", description = "answer with this model from now on")
    static final class Use extends StartedCommand {
        @Parameters(paramLabel = "NAME", description = "a model of the catalogue, or the path or URL of a .gguf file")
        private String name = "";

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.useModel(start, name);
        }
    }

    @Command(name = "verify", description = "compute a model's checksum again")
    static final class Verify extends StartedCommand {
        @Parameters(paramLabel = "NAME", arity = "0..1", description = "default: the model in use")
        private @Nullable String name;

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.verifyModel(start, name);
        }
    }

    @Command(name = "path", description = "print the path of a model's file")
    static final class ShowPath extends StartedCommand {
        @Parameters(paramLabel = "NAME", arity = "0..1", description = "default: the model in use")
        private @Nullable String name;

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.printModelPath(start, name);
        }
    }
}
