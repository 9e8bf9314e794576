package dev.parley.bot.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code parley engine}. */
@Command(
        name = "engine",
        description = "run the engine by itself, or tune it",
        subcommands = {EngineCommand.Serve.class, EngineCommand.Tune.class})
final class EngineCommand extends CommandGroup {
    @Command(name = "serve", description = "serve the model to any OpenAI client on this machine, until Ctrl-C")
    static final class Serve extends StartedCommand {
        @Mixin
        private final ModelOption model = new ModelOption();

        @Option(
                names = "--port",
                paramLabel = "N",
                description = "port on 127.0.0.1; 0 takes a free one; default: 8080")
        private @Nullable String port;

        @Override
        Map<String, String> flags() {
            var flags = new LinkedHashMap<>(model.flags());
            if (port != null) {
                flags.put("engine.port", port);
            }
            return flags;
        }

        @Override
        boolean isService() {
            return true;
        }

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.serveEngine(start);
        }
    }

    @Command(
            name = "tune",
            description = "try what this machine is fastest with, for a minute, and use it from then on")
    static final class Tune extends StartedCommand {
        @Mixin
        private final ModelOption model = new ModelOption();

        @Option(names = "--reset", description = "forget what was found, for all models")
        private boolean reset;

        @Override
        Map<String, String> flags() {
            return model.flags();
        }

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.tuneEngine(start, reset);
        }
    }
}
