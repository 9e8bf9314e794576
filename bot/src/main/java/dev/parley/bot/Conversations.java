package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.ChatSettings;
import dev.parley.bot.config.HomeException;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.config.HomeLockedException;
import dev.parley.bot.local.Conversation;
import dev.parley.bot.local.Owner;
import dev.parley.bot.local.OwnerConnection;
import dev.parley.bot.local.Wish;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The conversation of {@code chat} and {@code ask}: in this process, or in the {@code run} that owns the home. */
final class Conversations {
    private static final Logger log = LoggerFactory.getLogger(Conversations.class);

    private final Start start;
    private final Session session;
    private final Words words;
    private final ExportFile exports;

    Conversations(Start start, Session session) {
        this.start = start;
        this.session = session;
        this.words = start.settings().bot().words();
        this.exports = new ExportFile(words, Clock.systemUTC());
    }

    /**
     * Opens it.
     *
     * @param terminal where a question may be asked; null where there is none
     * @param closer closes what was opened
     */
    Conversation open(@Nullable Terminal terminal, Closer closer) throws InterruptedException, IOException {
        start.home().prepare();
        if (!session.fresh()) {
            try {
                closer.add(HomeLock.acquire(start.home()));
            } catch (HomeLockedException owned) {
                return attach(closer).orElseThrow(() -> owned);
            }
        }
        EngineChoice engine = EngineChoice.of(start, terminal);
        engine.elsewhere().ifPresent(url -> start.err().println(words.say("engine.elsewhere", url.getHost())));
        Parley parley = closer.add(Parley.open(start, session, engine));
        if (!session.fresh()) {
            openSocket(parley);
        }
        return parley.conversation(session.conversation(), exports::save);
    }

    /** For {@code db} and {@code doctor}; without it they say who owns the home. */
    private static void openSocket(Parley parley) {
        try {
            parley.openSocket(false);
        } catch (HomeException e) {
            log.info("nobody can reach this process", e);
        }
    }

    private Optional<Conversation> attach(Closer closer) {
        return OwnerConnection.open(start.home().socket(), words).map(connection -> {
            closer.add(connection);
            requireSame(connection.owner());
            return connection.attach(wish(), exports::save);
        });
    }

    /** The owner has one model and one configuration, and another is not had by asking. */
    private void requireSame(Owner owner) {
        String pid = Long.toString(owner.pid());
        if (start.flags().containsKey("engine.model")) {
            String asked = EngineChoice.identity(start);
            if (!asked.equals(owner.model())) {
                throw new CommandFailure(ExitCode.OWNED, words.say("local.other-model", pid, owner.model(), asked));
            }
        }
        Path config = start.configFile();
        if (config != null && start.flags().containsKey(Start.CONFIG)) {
            String asked = realPath(config);
            if (!asked.equals(owner.config())) {
                throw new CommandFailure(
                        ExitCode.OWNED,
                        owner.config() == null
                                ? words.say("local.no-config", pid, asked)
                                : words.say("local.other-config", pid, owner.config(), asked));
            }
        }
    }

    /** A file by a name that is the same whichever way it was written. */
    static String realPath(Path file) {
        try {
            return file.toRealPath().toString();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize().toString();
        }
    }

    private Wish wish() {
        ChatSettings chat = start.settings().chat();
        return new Wish(
                session.conversation(),
                session.persona(),
                start.flags().containsKey("chat.max-tokens") ? chat.maxTokens() : null,
                start.flags().containsKey("chat.temperature") ? chat.temperature() : null,
                start.flags().containsKey("chat.seed") ? chat.seed() : null);
    }
}
