package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.DatabaseJob;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.local.Conversation;
import dev.parley.bot.local.Desk;
import dev.parley.bot.local.OwnerState;
import dev.parley.bot.local.Reload;
import dev.parley.bot.local.Tended;
import dev.parley.bot.local.Wish;
import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Database;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What others of this user find that reach this process through its socket. */
final class SocketDesk implements Desk {
    private final Start start;
    private final Parley parley;
    private final Database database;
    private final Reloading reloading;
    private final Words words;
    private final boolean attaches;

    /** Serves one Parley; {@code attaches}: terminals may talk here, too. */
    SocketDesk(Start start, Parley parley, Database database, Reloading reloading, Words words, boolean attaches) {
        this.start = start;
        this.parley = parley;
        this.database = database;
        this.reloading = reloading;
        this.words = words;
        this.attaches = attaches;
    }

    @Override
    public OwnerState state() {
        return parley.state();
    }

    @Override
    public Reload reload() {
        return reloading.again();
    }

    @Override
    public Tended tend(DatabaseJob job, Consumer<String> progress) {
        return DatabaseCare.with(database, start.home().database(), job, progress);
    }

    @Override
    public Conversation attach(Wish wish, BiFunction<String, byte[], CommandResult> documents) {
        if (attaches) {
            return parley.attach(wish, documents);
        }
        throw new CommandFailure(
                ExitCode.OWNED,
                words.say(
                        "local.terminal",
                        Long.toString(ProcessHandle.current().pid()),
                        start.home().data().toString()));
    }
}
