package dev.parley.bot.local;

import dev.parley.bot.cli.ExitCode;
import java.util.List;

/**
 * What became of a job for the database.
 *
 * @param exitCode what the command ends with
 * @param lines for the person at the terminal
 */
public record Tended(ExitCode exitCode, List<String> lines) {
    /** Copies the lines. */
    public Tended {
        lines = List.copyOf(lines);
    }
}
