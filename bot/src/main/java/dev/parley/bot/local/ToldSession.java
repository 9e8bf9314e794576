package dev.parley.bot.local;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.terminal.ChatSession;
import java.util.concurrent.CompletableFuture;

/** A chat session that also tells a script how its messages ended. */
public interface ToldSession extends ChatSession {
    /** How the newest message ends; a wrong command while there was none. Never completed exceptionally. */
    CompletableFuture<Ending> newest();

    /** The code of the first message that was not answered, once all have ended; for a wrong command if there was none. */
    ExitCode firstFailure();
}
