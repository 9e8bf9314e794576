package dev.parley.bot;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.Limits;
import dev.parley.bot.access.RecentRefusals;
import dev.parley.bot.adapter.Adapters;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.config.ChatSettings;
import dev.parley.bot.config.CurrentSettings;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.local.Conversation;
import dev.parley.bot.local.Desk;
import dev.parley.bot.local.LocalServer;
import dev.parley.bot.local.Owner;
import dev.parley.bot.local.OwnerState;
import dev.parley.bot.local.Wish;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.platform.discord.DiscordBot;
import dev.parley.bot.platform.slack.SlackBot;
import dev.parley.bot.responder.Admission;
import dev.parley.bot.responder.Composer;
import dev.parley.bot.responder.EngineAccess;
import dev.parley.bot.responder.EngineFailedException;
import dev.parley.bot.responder.Personas;
import dev.parley.bot.responder.ReplySettings;
import dev.parley.bot.responder.Rereader;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.bot.words.Languages;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.states.StateFolder;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.RunningEngine;
import dev.parley.persistence.Database;
import dev.parley.persistence.Finish;
import dev.parley.prompts.LivePersonas;
import dev.parley.prompts.Persona;
import dev.parley.prompts.SamplingOverrides;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that a conversation stands on, opened from the home up and closed the other way round. */
final class Parley implements AutoCloseable {
    private static final int LONGEST_LINE = 100;

    private final Closer closer;
    private final Start start;
    private final CurrentSettings settings;
    private final EngineChoice choice;
    private final RunningEngine supervisor;
    private final EngineNotes notes;
    private final EngineClient client;
    private final EngineAccess engine;
    private final Database database;
    private final LivePersonas library;
    private final Adapters adapters;
    private final Metrics metrics;
    private final Admission admission;
    private final Responder responder;
    private final ScheduledExecutorService timer;
    private final CommandService commands;
    private final RecentRefusals refusals;
    private final Limits limits;
    private final Words words;
    private final Clock clock;

    private Parley(
            Closer closer,
            Start start,
            Session session,
            EngineChoice choice,
            Metrics metrics,
            RunningEngine supervisor,
            EngineClient client,
            Database database,
            LivePersonas library,
            ScheduledExecutorService timer) {
        this.closer = closer;
        this.start = start;
        this.settings = new CurrentSettings(start.settings());
        this.choice = choice;
        this.metrics = metrics;
        this.supervisor = supervisor;
        this.notes = new EngineNotes(choice, supervisor);
        this.database = database;
        this.library = library;
        this.words = Words.following(() -> settings.get().bot().language());
        this.clock = Clock.systemUTC();
        this.timer = timer;
        this.refusals = new RecentRefusals(clock);
        InstantSource time = new SteadyTime();
        this.limits = new Limits(() -> settings.get().limits(), words, time);
        this.client = client;
        this.engine = new EngineAccess(
                client,
                atMost -> await(supervisor, atMost, words),
                words,
                key -> erase(start.home().states(), key));
        this.adapters = new Adapters(client, notes::model);
        this.admission = new Admission(choice.parallel(start.settings().engine()), LONGEST_LINE, clock, time);
        Personas personas = personas(session.persona());
        this.responder = new Responder(
                database,
                composer(personas, () -> replySettings(settings.get().chat(), session.fresh())),
                engine,
                admission,
                words,
                UUID::randomUUID,
                metrics);
        this.commands = commands(personas, responder);
    }

    /** Opens everything. The engine is still loading when this returns; the first reply waits for it. */
    static Parley open(Start start, Session session, EngineChoice choice) {
        return open(start, session, choice, new CompositeMeterRegistry());
    }

    /** The same with figures that somebody looks at. */
    static Parley open(Start start, Session session, EngineChoice choice, MeterRegistry registry) {
        Closer closer = new Closer();
        try {
            return open(closer, start, session, choice, registry);
        } catch (RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    private static Parley open(
            Closer closer, Start start, Session session, EngineChoice choice, MeterRegistry registry) {
        var settings = start.settings();
        LivePersonas library = PersonaFolders.live(start);
        Metrics metrics = new Metrics(registry, id -> library.now().find(id).isPresent());
        RunningEngine supervisor = closer.add(choice.start(start, library.now(), state -> {
            if (state instanceof EngineState.Restarting) {
                metrics.engineRestarted();
            }
        }));
        EngineClient client = closer.add(new EngineClient(supervisor));

        PersonaFolders.require(library.now(), settings.chat().persona());
        if (session.persona() != null) {
            PersonaFolders.require(library.now(), session.persona());
        }
        Database database = closer.add(
                session.fresh()
                        ? Database.inMemory()
                        : Database.open(start.home().database(), metrics::database));
        new Interrupted(database, Clock.systemUTC()).keep();

        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("partial-text").factory());
        closer.add(timer::shutdownNow);
        return new Parley(closer, start, session, choice, metrics, supervisor, client, database, library, timer);
    }

    private Personas personas(@Nullable String always) {
        return new Personas(
                library, database.bindings(), () -> settings.get().chat().persona(), always);
    }

    private Composer composer(Personas personas, Supplier<ReplySettings> how) {
        return new Composer(personas, engine, how, adapters, clock, timer);
    }

    private CommandService commands(Personas personas, Responder answering) {
        return new CommandService(
                database,
                personas,
                answering,
                admission,
                adapters,
                new Rereader(client, admission, personas, adapters),
                theirs -> EngineNotes.summary(supervisor.state(), theirs),
                notes::of,
                refusals,
                clock);
    }

    /**
     * Goes to Discord.
     *
     * @param tell hears what the one who starts Parley should know
     */
    DiscordBot discord(Consumer<String> tell) throws InterruptedException {
        Supplier<DiscordSettings> now = () -> settings.get().discord();
        return DiscordBot.start(
                now,
                new Access(() -> DiscordBot.rules(now.get()), limits, refusals, words, clock),
                responder,
                commands,
                database,
                personas(null),
                languages(),
                tell,
                metrics);
    }

    private Languages languages() {
        return new Languages(() -> settings.get().bot().language());
    }

    /**
     * Goes to Slack.
     *
     * @param tell hears what the one who starts Parley should know
     */
    SlackBot slack(Consumer<String> tell) throws InterruptedException {
        Supplier<SlackSettings> now = () -> settings.get().slack();
        return SlackBot.start(
                now,
                new Access(() -> SlackBot.rules(now.get()), limits, refusals, words, clock),
                responder,
                commands,
                database,
                personas(null),
                () -> settings.get().chat().persona(),
                languages(),
                tell,
                metrics);
    }

    /**
     * Lets others of this user reach this process. What runs there is broken off before the rest is closed.
     *
     * @param attaches whether terminals may talk here, too
     */
    void openSocket(boolean attaches) {
        Path config = start.configFile();
        Desk desk = new SocketDesk(start, this, database, new Reloading(start, settings, library), words, attaches);
        Owner owner = new Owner(
                ProcessHandle.current().pid(),
                choice.identity(),
                config == null ? null : Conversations.realPath(config));
        closer.add(LocalServer.open(start.home().socket(), owner, desk, words));
        closer.add(responder::leave);
    }

    /** How it is, for a terminal that attaches. */
    OwnerState state() {
        return new OwnerState(
                notes.model(),
                notes.line(words),
                supervisor.state().isFinal(),
                start.home().database().toString());
    }

    /**
     * A conversation of the person at this machine, from another terminal.
     *
     * @param wish who is to answer, and how
     * @param documents takes what a command hands out as a file
     */
    Conversation attach(Wish wish, BiFunction<String, byte[], CommandResult> documents) {
        if (wish.persona() != null) {
            PersonaFolders.require(library.now(), wish.persona());
        }
        Personas own = personas(wish.persona());
        Supplier<ReplySettings> how = () ->
                replySettings(settings.get().chat().with(wish.maxTokens(), wish.temperature(), wish.seed()), false);
        Responder answering = responder.with(composer(own, how));
        return conversation(answering, commands(own, answering), wish.conversation(), documents);
    }

    /**
     * A conversation of the person at this machine.
     *
     * @param name which
     * @param documents takes what a command hands out as a file
     */
    Conversation conversation(String name, BiFunction<String, byte[], CommandResult> documents) {
        return conversation(responder, commands, name, documents);
    }

    private Conversation conversation(
            Responder answering,
            CommandService obeying,
            String name,
            BiFunction<String, byte[], CommandResult> documents) {
        String user = System.getProperty("user.name", "you");
        return new Conversation(
                new TerminalSession(answering, obeying, words, clock, name, user, documents),
                new Conversation.Welcome(
                        notes.model(),
                        choice.isDefault(),
                        isCutOff(name),
                        library.now().all().stream().map(Persona::id).toList()));
    }

    /** Whether the last reply of a conversation in the terminal was cut off by a crash. */
    private boolean isCutOff(String conversation) {
        var store = database.conversations();
        var turns =
                store.history(store.current(TerminalSession.key(conversation)).id());
        return !turns.isEmpty()
                && turns.getLast().generation() != null
                && turns.getLast().generation().finish() == Finish.INTERRUPTED;
    }

    /**
     * Says once what people should know of the engine, when it is there.
     *
     * @param tell hears the lines
     */
    void tellOfEngine(Consumer<String> tell) {
        closer.add(notes.tellOnce(words, tell));
    }

    /**
     * Looks at what it stands on, for those who run it.
     *
     * @param names of the platforms that it is to be on
     * @param platforms how these are
     * @return to be closed before this is
     */
    Operate operate(List<String> names, Platforms platforms) {
        return new Operate(
                start.home(), metrics, supervisor, client, database, admission, names, platforms::standing, words);
    }

    Words words() {
        return words;
    }

    private static void erase(Path states, String conversation) {
        try {
            StateFolder.forget(states, conversation);
        } catch (IOException e) {
            throw new UncheckedIOException("The state of a forgotten conversation is still in " + states, e);
        }
    }

    private static boolean await(RunningEngine supervisor, Duration atMost, Words words) throws InterruptedException {
        return switch (supervisor.awaitReady(atMost)) {
            case EngineState.Ready _ -> true;
            case EngineState.Starting _, EngineState.Restarting _, EngineState.Unreachable _ -> false;
            case EngineState.Failed _, EngineState.Closed _ ->
                throw new EngineFailedException(EngineNotes.summary(supervisor.state(), words));
        };
    }

    private ReplySettings replySettings(ChatSettings chat, boolean fresh) {
        return new ReplySettings(
                new SamplingOverrides(
                        chat.temperature(),
                        chat.topP(),
                        chat.topK(),
                        chat.minP(),
                        chat.repeatPenalty(),
                        chat.maxTokens()),
                chat.seed(),
                choice.sampling(),
                fresh);
    }

    @Override
    public void close() {
        closer.close();
    }
}
