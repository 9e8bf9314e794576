package dev.parley.bot.cli;

import dev.parley.bot.config.EffectiveSettings;
import dev.parley.bot.config.ExampleFile;
import dev.parley.bot.config.JsonSchema;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code parley config}. */
@Command(
        name = "config",
        description = "look at the configuration",
        subcommands = {
            ConfigCommand.Show.class,
            ConfigCommand.Check.class,
            ConfigCommand.Example.class,
            ConfigCommand.JsonSchemaOf.class
        })
final class ConfigCommand extends CommandGroup {
    /** Has nothing to do but to say so: a configuration with mistakes does not get this far. */
    @Command(name = "check", description = "report every mistake in the configuration and the environment")
    static final class Check extends StartedCommand {
        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            var file = start.configFile();
            actions.checkNames(start);
            start.out()
                    .println(
                            file == null
                                    ? "no mistakes; there is no " + start.home().configFile()
                                            + ", so the defaults apply"
                                    : "no mistakes in " + file);
            return actions.showTuned(start);
        }
    }

    /** The whole configuration, each value with its source. */
    @Command(name = "show", description = "print what counts, each setting with where it comes from; no secrets")
    static final class Show extends StartedCommand {
        @Mixin
        private final ModelOption model = new ModelOption();

        @Mixin
        private final ReplyOptions reply = new ReplyOptions();

        @Option(names = "--json", description = "print one JSON object instead")
        private boolean json;

        @Override
        Map<String, String> flags() {
            var flags = new LinkedHashMap<>(model.flags());
            flags.putAll(reply.flags());
            return flags;
        }

        @Override
        ExitCode run(Start start, Actions actions) {
            var read = new SettingsReader(start.environment())
                    .readWithSources(Settings.class, start.configFile(), start.flags());
            var effective = new EffectiveSettings(read, start.configFile());
            if (read.settings().engine().url() == null) {
                actions.chosenModel(start)
                        .ifPresent(name -> effective.otherwise("engine.model", name, "parley model use"));
            }
            start.out().print(json ? effective.json() : effective.yaml());
            return ExitCode.OK;
        }
    }

    /** Prints something that no configuration changes, and so needs none that is right. */
    abstract static class Printed implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public final Integer call() {
            ParleyCommand.above(spec).surroundings().out().print(text());
            return ExitCode.OK.code();
        }

        abstract String text();
    }

    /** A file to begin with. */
    @Command(name = "example", description = "print a file with every setting: its default, unit and meaning")
    static final class Example extends Printed {
        @Override
        String text() {
            return ExampleFile.of(Settings.class, "parley.schema.json");
        }
    }

    /** The schema for editors. */
    @Command(name = "schema", description = "print a JSON schema of parley.yaml, for editors")
    static final class JsonSchemaOf extends Printed {
        @Override
        String text() {
            return JsonSchema.of(Settings.class);
        }
    }
}
