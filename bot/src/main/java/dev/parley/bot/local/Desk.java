package dev.parley.bot.local;

import dev.parley.bot.cli.DatabaseJob;
import dev.parley.bot.terminal.ChatSession.CommandResult;
import java.util.function.BiFunction;
import java.util.function.Consumer;

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
     * Does something with the database that is open here.
     *
     * @param job what
     * @param progress hears how far it is, a line each
     */
    Tended tend(DatabaseJob job, Consumer<String> progress);

    /**
     * Opens a conversation for somebody who attached.
     *
     * @param wish which, and how
     * @param documents takes what a command hands out as a file, by name and content
     * @throws dev.parley.bot.cli.CommandFailure if it cannot be had, in words for the person
     */
    Conversation attach(Wish wish, BiFunction<String, byte[], CommandResult> documents);
}
