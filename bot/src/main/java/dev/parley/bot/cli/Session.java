package dev.parley.bot.cli;

import org.jspecify.annotations.Nullable;

/**
 * Which conversation {@code chat} and {@code ask} go on with.
 *
 * @param conversation its name
 * @param fresh nothing is stored, nothing stored is used, no cached state either
 * @param persona who answers, whatever was chosen before; null for the choice
 */
public record Session(
        String conversation, boolean fresh, @Nullable String persona) {
    /** The conversation where none is named. */
    public static final String MAIN = "main";
}
