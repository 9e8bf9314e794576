package dev.parley.bot.terminal;

import java.util.List;

/** Proposes how a command goes on when Tab is pressed. */
@FunctionalInterface
public interface CommandCompletion {
    /**
     * The words that may stand at the cursor.
     *
     * @param line the command up to the cursor, with its slash; its last word, perhaps empty, is the one to complete
     * @return whole words, the slash included for the first; those that do not match what is typed are left out by the
     *     caller
     */
    List<Suggestion> suggest(String line);

    /**
     * One proposal.
     *
     * @param description a few words, may be empty
     */
    record Suggestion(String word, String description) {}
}
