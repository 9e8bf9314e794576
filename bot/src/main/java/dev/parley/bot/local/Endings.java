package dev.parley.bot.local;

import dev.parley.bot.cli.ExitCode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How the messages of a session ended. */
public final class Endings {
    private volatile CompletableFuture<Ending> newest =
            CompletableFuture.completedFuture(new Ending(ExitCode.USAGE, null));
    private volatile CompletableFuture<@Nullable ExitCode> firstFailure = CompletableFuture.completedFuture(null);

    /** Notes a message by what will become of it. */
    public synchronized void add(CompletableFuture<Ending> ending) {
        newest = ending;
        firstFailure = firstFailure.thenCombine(
                ending, (earlier, now) -> earlier != null || now.exitCode() == ExitCode.OK ? earlier : now.exitCode());
    }

    /** How the newest message ends. */
    public CompletableFuture<Ending> newest() {
        return newest.copy();
    }

    /** As {@link ToldSession#firstFailure} says. */
    public ExitCode firstFailure() {
        ExitCode first = firstFailure.join();
        return first == null ? ExitCode.USAGE : first;
    }
}
