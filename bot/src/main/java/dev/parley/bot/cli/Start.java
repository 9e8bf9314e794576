package dev.parley.bot.cli;

import dev.parley.bot.config.Home;
import dev.parley.bot.config.Settings;
import java.io.PrintStream;
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
}
