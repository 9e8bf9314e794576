package dev.parley.bot.cli;

import dev.parley.bot.config.LogTarget;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.log.Logs;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that does something: reads the configuration, opens the log, and hands over to {@link Actions}. */
abstract class StartedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "read this configuration file instead of the usual one")
    private @Nullable Path config;

    @Override
    public final Integer call() throws Exception {
        var parley = ParleyCommand.above(spec);
        return run(start(parley.surroundings()), parley.actions()).code();
    }

    abstract ExitCode run(Start start, Actions actions) throws Exception;

    /** Whether it runs until it is stopped, and prints nothing that a person waits for. */
    boolean isService() {
        return false;
    }

    /** What the command line says about settings, by their keys. */
    Map<String, String> flags() {
        return Map.of();
    }

    private Start start(Surroundings around) {
        var home = around.home();
        var file = Start.configFile(config == null ? null : config.toString(), home);
        var settings = new SettingsReader(around.environment()).read(Settings.class, file, flags());
        var secrets = SettingsReader.secrets(settings);
        if (isService() && settings.logging().to() == LogTarget.STDOUT) {
            Logs.toStream(around.out(), settings.logging(), secrets);
        } else {
            Logs.toFile(home.logFile(), settings.logging(), secrets);
        }
        var flags = new HashMap<>(flags());
        if (config != null) {
            flags.put(Start.CONFIG, config.toString());
        }
        return new Start(home, file, settings, Map.copyOf(flags), around.environment(), around.out(), around.err());
    }
}
