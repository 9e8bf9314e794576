package dev.parley.bot.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley persona}. */
@Command(
        name = "persona",
        description = "list, show, make, check, train and evaluate personas",
        subcommands = {
            PersonaCommand.ListPersonas.class,
            PersonaCommand.Show.class,
            PersonaCommand.New.class,
            PersonaCommand.Check.class,
            PersonaCommand.Train.class,
            PersonaCommand.Evaluate.class
        })
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

    @Command(name = "new", description = "make a folder for a persona of your own; it works at once")
    static final class New extends StartedCommand {
        @Parameters(paramLabel = "NAME", description = "its id: 1 to 32 of a-z, 0-9 and '-'")
        private String name = "";

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.newPersona(start, name);
        }
    }

    @Command(name = "check", description = "report every mistake in a persona's files, its examples and adapter too")
    static final class Check extends StartedCommand {
        @Parameters(paramLabel = "NAME", arity = "0..1", description = "default: all of them")
        private @Nullable String name;

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.checkPersona(start, name);
        }
    }

    @Command(name = "train", description = "train an adapter from a persona's examples, with Python and PyTorch")
    static final class Train extends StartedCommand {
        @Parameters(paramLabel = "NAME", description = "its id (see: persona list)")
        private String name = "";

        @Mixin
        private final ModelOption model = new ModelOption();

        @Option(names = "--data", paramLabel = "FILE", description = "examples in place of its examples/train.jsonl")
        private @Nullable Path data;

        @Option(names = "--epochs", paramLabel = "N", description = "read the examples so often at most; default: 3")
        private @Nullable Integer epochs;

        @Override
        Map<String, String> flags() {
            return model.flags();
        }

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            if (epochs != null && (epochs < 1 || epochs > 100)) {
                throw new CommandFailure(ExitCode.USAGE, "--epochs: 1 to 100");
            }
            return actions.trainPersona(start, name, data, epochs);
        }
    }

    @Command(name = "evaluate", description = "measure what a persona's adapter is worth on its held-out examples")
    static final class Evaluate extends StartedCommand {
        @Parameters(paramLabel = "NAME", description = "its id (see: persona list)")
        private String name = "";

        @Mixin
        private final ModelOption model = new ModelOption();

        @Option(names = "--limit", paramLabel = "N", description = "at most so many examples; default: all")
        private @Nullable Integer limit;

        @Option(
                names = "--out",
                paramLabel = "FOLDER",
                description = "where evaluation.md and evaluation.svg go; default: the persona's folder")
        private @Nullable Path out;

        @Override
        Map<String, String> flags() {
            return model.flags();
        }

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            if (limit != null && limit < 1) {
                throw new CommandFailure(ExitCode.USAGE, "--limit: it takes one example at least");
            }
            return actions.evaluatePersona(start, name, limit, out);
        }
    }
}
