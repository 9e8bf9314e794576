package dev.parley.bot.cli;

import dev.parley.bot.config.Home;
import dev.parley.bot.config.Settings;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every command starts from.
 *
 * @param home the folders; not prepared yet
 * @param configFile the file that was read; null where there is none
 * @param settings the configuration, flags included
 * @param flags what the command line itself says: values by the settings' keys, and the file of {@code --config} under
 *     {@link #CONFIG}
 * @param environment the environment variables
 * @param out standard output, in UTF-8
 * @param err standard error, in UTF-8
 */
public record Start(
        Home home,
        @Nullable Path configFile,
        Settings settings,
        Map<String, String> flags,
        Map<String, String> environment,
        PrintStream out,
        PrintStream err) {
    /** Stands for {@code --config} among the flags. */
    public static final String CONFIG = "config";

    /**
     * The file that a configuration is read from now, which may have come or gone since the start.
     *
     * @return the file of {@code --config}, else the usual one; null where there is none
     */
    public @Nullable Path configFileNow() {
        return configFile(flags.get(CONFIG), home);
    }

    static @Nullable Path configFile(@Nullable String named, Home home) {
        var usual = home.configFile();
        return named != null ? Path.of(named) : Files.exists(usual) ? usual : null;
    }
}
