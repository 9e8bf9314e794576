package dev.parley.bot.local;

import dev.parley.bot.terminal.ChatSession.CommandResult;
import java.util.function.BiFunction;

/** What stands behind the socket. All are called on threads of their own, several at once. */
public interface Desk {
    /** What there is to say about the owner. */
    OwnerState state();

    /**
     * Reads the configuration again.
     *
     * @throws dev.parley.bot.cli.CommandFailure with all mistakes, where there are any; nothing has changed then
     */
    Reload reload();

    /**
     * Opens a conversation for somebody who attached.
     *
     * @param wish which, and how
     * @param documents takes what a command hands out as a file, by name and content
     * @throws dev.parley.bot.cli.CommandFailure if it cannot be had, in words for the person
     */
    Conversation attach(Wish wish, BiFunction<String, byte[], CommandResult> documents);
}
