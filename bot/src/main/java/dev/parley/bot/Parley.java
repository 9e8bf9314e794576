package dev.parley.bot;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.Limits;
import dev.parley.bot.access.RecentRefusals;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.config.ChatSettings;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.LimitsSettings;
import dev.parley.bot.platform.discord.DiscordBot;
import dev.parley.bot.responder.Admission;
import dev.parley.bot.responder.Composer;
import dev.parley.bot.responder.EngineAccess;
import dev.parley.bot.responder.EngineFailedException;
import dev.parley.bot.responder.Personas;
import dev.parley.bot.responder.ReplySettings;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.Sampling;
import dev.parley.engine.models.ModelSampling;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.EngineSupervisor;
import dev.parley.persistence.Database;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaLibrary;
import dev.parley.prompts.SamplingOverrides;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Everything that a conversation stands on, opened from the home up and closed the other way round. */
final class Parley implements AutoCloseable {
    private static final int LONGEST_LINE = 100;

    private final Closer closer;
    private final Responder responder;
    private final CommandService commands;
    private final Words words;
    private final RecentRefusals refusals;
    private final Database database;
    private final PersonaLibrary library;
    private final int interrupted;

    private Parley(
            Closer closer,
            Responder responder,
            CommandService commands,
            Words words,
            RecentRefusals refusals,
            Database database,
            PersonaLibrary library,
            int interrupted) {
        this.closer = closer;
        this.responder = responder;
        this.commands = commands;
        this.words = words;
        this.refusals = refusals;
        this.database = database;
        this.library = library;
        this.interrupted = interrupted;
    }

    /** Opens everything. The engine is still loading when this returns; the first reply waits for it. */
    static Parley open(Start start, Session session, ModelSetup.Ready model) {
        Closer closer = new Closer();
        try {
            return open(closer, start, session, model);
        } catch (RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    private static Parley open(Closer closer, Start start, Session session, ModelSetup.Ready model) {
        var settings = start.settings();
        Clock clock = Clock.systemUTC();
        Words words = Words.english();

        EngineSupervisor supervisor =
                closer.add(EngineStart.hidden(start.home(), settings.engine(), model.file(), _ -> {}));
        EngineClient client = closer.add(new EngineClient(supervisor));
        EngineAccess engine = new EngineAccess(client, atMost -> await(supervisor, atMost));

        PersonaLibrary library = PersonaFolders.load(start);
        requirePersona(library, settings.chat().persona());
        if (session.persona() != null) {
            requirePersona(library, session.persona());
        }
        Database database = closer.add(
                session.fresh()
                        ? Database.inMemory()
                        : Database.open(start.home().database()));
        int interrupted = new Interrupted(database, clock).keep();
        Personas personas =
                new Personas(library, database.bindings(), settings.chat().persona(), session.persona());

        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("partial-text").factory());
        closer.add(timer::shutdownNow);
        Admission admission = new Admission(settings.engine().parallel(), LONGEST_LINE);
        Composer composer = new Composer(
                personas,
                engine,
                replySettings(settings.chat(), model.sampling(), session.fresh()),
                model.file().name(),
                clock,
                timer);
        Responder responder = new Responder(database, composer, engine, admission, words, UUID::randomUUID);
        RecentRefusals refusals = new RecentRefusals(clock);
        CommandService commands = new CommandService(
                database, personas, responder, admission, () -> summary(supervisor.state()), refusals, words, clock);
        return new Parley(closer, responder, commands, words, refusals, database, library, interrupted);
    }

    /** Goes to Discord, and is closed before everything else. */
    DiscordBot discord(DiscordSettings settings, LimitsSettings limits) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        Access access =
                new Access(DiscordBot.rules(settings), new Limits(limits, words, clock), refusals, words, clock);
        return closer.add(DiscordBot.start(settings, access, responder, commands, database, library, words));
    }

    TerminalSession terminal(String conversation) {
        String user = System.getProperty("user.name", "you");
        return new TerminalSession(responder, commands, words, Clock.systemUTC(), conversation, user);
    }

    List<String> personaIds() {
        return library.all().stream().map(Persona::id).toList();
    }

    Words words() {
        return words;
    }

    /** How many replies the last run of Parley left unfinished. */
    int interrupted() {
        return interrupted;
    }

    private static boolean await(EngineSupervisor supervisor, Duration atMost) throws InterruptedException {
        return switch (supervisor.awaitReady(atMost)) {
            case EngineState.Ready _ -> true;
            case EngineState.Starting _, EngineState.Restarting _ -> false;
            case EngineState.Failed _, EngineState.Closed _ ->
                throw new EngineFailedException(summary(supervisor.state()));
        };
    }

    /** The engine in one line for a person. */
    static String summary(EngineState state) {
        return switch (state) {
            case EngineState.Starting(String message) -> message;
            case EngineState.Ready(var _, var _, String summary) -> summary;
            case EngineState.Restarting(int attempt, var _) -> "The engine is starting again (attempt " + attempt + ")";
            case EngineState.Failed(var _, String message) -> message;
            case EngineState.Closed() -> "The engine is closed";
        };
    }

    static void requirePersona(PersonaLibrary library, String id) {
        if (library.find(id).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "There is no persona '" + id + "'. There are: "
                            + String.join(
                                    ", ",
                                    library.all().stream().map(Persona::id).toList()) + ".");
        }
    }

    private static ReplySettings replySettings(ChatSettings chat, ModelSampling model, boolean fresh) {
        return new ReplySettings(
                new SamplingOverrides(
                        chat.temperature(),
                        chat.topP(),
                        chat.topK(),
                        chat.minP(),
                        chat.repeatPenalty(),
                        chat.maxTokens()),
                chat.seed(),
                new Sampling(
                        model.temperature(), model.topK(), model.topP(), model.minP(), model.repeatPenalty(), null),
                fresh);
    }

    @Override
    public void close() {
        closer.close();
    }
}
