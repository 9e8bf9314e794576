package dev.parley.bot.cli;

import dev.parley.bot.config.Home;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a process finds around itself, handed in so that tests can be in other surroundings.
 *
 * @param environment the environment variables
 * @param userHome the person's home folder
 * @param out standard output
 * @param err standard error
 */
public record Surroundings(Map<String, String> environment, Path userHome, PrintStream out, PrintStream err) {
    /** The folders that this environment asks for. */
    Home home() {
        return Home.of(environment, userHome);
    }
}
