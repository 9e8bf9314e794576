package dev.parley.bot.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bot.cli.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * How a message ended, for a script.
 *
 * @param exitCode what {@code ask} ends with
 * @param answer the object that {@code ask --json} prints; null where there is no answer
 */
public record Ending(ExitCode exitCode, @Nullable ObjectNode answer) {}
