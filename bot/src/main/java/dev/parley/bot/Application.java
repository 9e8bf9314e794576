package dev.parley.bot;

import dev.parley.bot.cli.Actions;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.command.CommandCompletion;
import dev.parley.bot.command.Surface;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.config.Secret;
import dev.parley.bot.platform.discord.DiscordBot;
import dev.parley.bot.responder.Outcome;
import dev.parley.bot.terminal.ChatEnd;
import dev.parley.bot.terminal.PipedChat;
import dev.parley.bot.terminal.PlainReply;
import dev.parley.bot.terminal.Questions;
import dev.parley.bot.terminal.TerminalChat;
import dev.parley.bot.terminal.TerminalLook;
import dev.parley.bot.terminal.Terminals;
import dev.parley.bot.words.Words;
import dev.parley.engine.models.CatalogModel;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.Sizes;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.EngineSupervisor;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** What each command of the command line does. */
final class Application implements Actions {
    private static final int TOKEN_BYTES = 32;
    private static final Duration LEAVING = Duration.ofSeconds(9);

    @Override
    public ExitCode chat(Start start, Session session) throws Exception {
        start.home().prepare();
        try (Closer closer = new Closer()) {
            own(start, session, closer);
            Optional<Terminal> terminal = Terminals.open();
            terminal.ifPresent(closer::add);
            ModelSetup.Ready model = new ModelSetup(start).ready(terminal.orElse(null));
            Parley parley = closer.add(Parley.open(start, session, model));
            TerminalSession conversation = parley.terminal(session.conversation());
            ChatEnd end = terminal.isPresent()
                    ? onTerminal(start, terminal.get(), parley, conversation, model)
                    : inPipe(start, conversation);
            return end == ChatEnd.LEFT ? ExitCode.OK : exitCode(conversation.firstFailure());
        }
    }

    private static ChatEnd onTerminal(
            Start start, Terminal terminal, Parley parley, TerminalSession conversation, ModelSetup.Ready model) {
        TerminalLook look = TerminalLook.of(terminal, start.environment()::get);
        CommandCompletion completion = new CommandCompletion(Surface.TERMINAL);
        List<String> personas = parley.personaIds();
        return new TerminalChat(
                        terminal,
                        look,
                        conversation,
                        line -> suggestions(completion.candidates(line.substring(1), personas), line),
                        start.home().data().resolve("history"))
                .run(greeting(parley, model));
    }

    /** The terminal's first words of a command carry the slash that the grammar does not know. */
    private static List<String> suggestions(List<String> words, String line) {
        String prefix = line.indexOf(' ') < 0 ? "/" : "";
        return words.stream().map(word -> prefix + word).toList();
    }

    private static List<String> greeting(Parley parley, ModelSetup.Ready model) {
        List<String> lines = new ArrayList<>();
        lines.add(
                model.isDefault()
                        ? parley.words().say("greeting.small", model.file().name())
                        : parley.words().say("greeting.model", model.file().name()));
        lines.add(
                parley.interrupted() > 0
                        ? parley.words().say("greeting.interrupted")
                        : parley.words().say("greeting.help"));
        return lines;
    }

    private static ChatEnd inPipe(Start start, TerminalSession conversation) throws IOException {
        return new PipedChat(System.in, start.out(), start.err(), errorLook(start), conversation).run();
    }

    private static TerminalLook errorLook(Start start) {
        return Terminals.standardErrorIsTerminal()
                ? TerminalLook.ofStream(start.environment()::get)
                : TerminalLook.plain();
    }

    @Override
    public ExitCode ask(Start start, Session session, String question, boolean json) throws Exception {
        String text = withInput(question);
        if (text.isBlank()) {
            throw new CommandFailure(ExitCode.REFUSED, "there is no question; write it after ask, or pipe it in");
        }
        start.home().prepare();
        try (Closer closer = new Closer()) {
            own(start, session, closer);
            ModelSetup.Ready model = new ModelSetup(start).ready(null);
            Parley parley = closer.add(Parley.open(start, session, model));
            if (model.isDefault() && Terminals.standardErrorIsTerminal()) {
                start.err()
                        .println(parley.words()
                                .say("greeting.small", model.file().name()));
            }
            TerminalSession conversation = parley.terminal(session.conversation());
            var nowhere =
                    new java.io.PrintStream(java.io.OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            PlainReply reply = new PlainReply(json ? nowhere : start.out(), start.err(), errorLook(start));
            conversation.say(text, reply);
            reply.ended().join();
            Outcome outcome = conversation.lastOutcome();
            if (json && outcome instanceof Outcome.Answered(var turn, var _)) {
                start.out().println(AnswerJson.of(turn));
            }
            return exitCode(outcome);
        }
    }

    private static String withInput(String question) throws IOException {
        if (Terminals.standardInputIsTerminal()) {
            return question;
        }
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
        return question.isBlank() || input.isBlank() ? question + input : question + "\n\n" + input;
    }

    private static ExitCode exitCode(@Nullable Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered _, Outcome.Joined _, Outcome.Stopped _, Outcome.Ignored _ -> ExitCode.OK;
            case Outcome.Refused _ -> ExitCode.REFUSED;
            case Outcome.Failed(var _, Throwable cause) -> ExitCode.of(cause).orElse(ExitCode.UNEXPECTED);
            case Outcome.Interrupted _ -> ExitCode.INTERRUPTED;
            case null -> ExitCode.USAGE;
        };
    }

    /** Only what opens the database owns the home. */
    private static void own(Start start, Session session, Closer closer) {
        if (!session.fresh()) {
            closer.add(HomeLock.acquire(start.home()));
        }
    }

    @Override
    public ExitCode init(Start start) throws Exception {
        Init init = new Init(start, Words.english());
        try (Terminal terminal = Terminals.open().orElseThrow(init::withoutTerminal)) {
            return init.run(new Questions(terminal, TerminalLook.of(terminal, start.environment()::get)));
        }
    }

    @Override
    public ExitCode run(Start start) throws Exception {
        DiscordSettings discord = start.settings().discord();
        if (discord.token() == null) {
            throw new CommandFailure(ExitCode.USAGE, Words.english().say("run.nothing"));
        }
        start.home().prepare();
        Session session = new Session(Session.MAIN, false, null);
        CountDownLatch closed = new CountDownLatch(1);
        try (Closer closer = new Closer()) {
            own(start, session, closer);
            ModelSetup.Ready model = new ModelSetup(start).ready(null);
            Parley parley = closer.add(Parley.open(start, session, model));
            CompletableFuture<String> end = new CompletableFuture<>();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                end.complete("");
                awaitQuietly(closed);
            }));
            DiscordBot bot = parley.discord(discord, start.settings().limits());
            var _ = bot.lost().thenAccept(end::complete);
            start.err().println(parley.words().say("run.ready", bot.summary(), bot.inviteUrl()));
            String reason = end.get();
            if (!reason.isEmpty()) {
                throw new CommandFailure(ExitCode.PLATFORM, reason);
            }
            start.err().println(parley.words().say("run.stopping"));
            return ExitCode.OK;
        } finally {
            closed.countDown();
        }
    }

    /** The machine gives a process that it ends some ten seconds. */
    private static void awaitQuietly(CountDownLatch closed) {
        try {
            boolean _ = closed.await(LEAVING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ExitCode listModels(Start start) {
        ModelSetup setup = new ModelSetup(start);
        String inUse = setup.inUse().label();
        for (CatalogModel model : setup.catalog().models()) {
            boolean here = setup.store().isDownloaded(new ModelReference.Named(model));
            start.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s %-24s %8s  %-28s %s%s",
                            model.name().equals(inUse) ? "*" : " ",
                            model.name(),
                            Sizes.of(model.size()),
                            model.licence().name(),
                            model.about(),
                            here ? " (fetched)" : ""));
        }
        if (setup.catalog().find(inUse).isEmpty()) {
            start.out().println("* " + inUse);
        }
        return ExitCode.OK;
    }

    @Override
    public ExitCode pullModel(Start start, String model) throws InterruptedException {
        ModelSetup setup = new ModelSetup(start);
        start.home().prepare();
        ModelFile file = setup.pull(setup.catalog().resolve(model));
        start.err().println(file.name() + " is ready: " + file.path());
        return ExitCode.OK;
    }

    @Override
    public ExitCode useModel(Start start, String model) throws InterruptedException {
        ModelSetup setup = new ModelSetup(start);
        ModelReference reference = setup.catalog().resolve(model);
        start.home().prepare();
        ModelFile file = setup.pull(reference);
        setup.choose(reference instanceof ModelReference.File(var path) ? path.toString() : model.strip());
        start.err().println(file.name() + " answers from now on.");
        if (start.settings().engine().model() != null) {
            start.err()
                    .println("But engine.model in the configuration names "
                            + start.settings().engine().model() + ", and that counts.");
        }
        return ExitCode.OK;
    }

    @Override
    public ExitCode verifyModel(Start start, @Nullable String model) throws InterruptedException {
        ModelSetup setup = new ModelSetup(start);
        ModelFile file =
                setup.verify(model == null ? setup.inUse() : setup.catalog().resolve(model));
        start.out().println(file.sha256() + "  " + file.path());
        return ExitCode.OK;
    }

    @Override
    public ExitCode printModelPath(Start start, @Nullable String model) {
        ModelSetup setup = new ModelSetup(start);
        start.out()
                .println(setup.store()
                        .path(model == null ? setup.inUse() : setup.catalog().resolve(model)));
        return ExitCode.OK;
    }

    @Override
    public ExitCode listPersonas(Start start) {
        for (Persona persona : PersonaFolders.load(start).all()) {
            start.out().println(String.format(Locale.ROOT, "%-12s %s", persona.id(), persona.description()));
        }
        return ExitCode.OK;
    }

    @Override
    public ExitCode showPersona(Start start, String id) {
        PersonaLibrary library = PersonaFolders.load(start);
        Parley.requirePersona(library, id);
        Persona persona = library.find(id).orElseThrow();
        start.out().println(persona.name() + ": " + persona.description());
        start.out().println();
        start.out().println(persona.systemPrompt().strip());
        return ExitCode.OK;
    }

    @Override
    public ExitCode serveEngine(Start start) throws Exception {
        start.home().prepare();
        ModelSetup.Ready model = new ModelSetup(start).ready(null);
        Secret configured = start.settings().engine().token();
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        Secret token =
                configured != null ? configured : new Secret(HexFormat.of().formatHex(random));
        try (EngineSupervisor engine = EngineStart.open(
                start.home(),
                start.settings().engine(),
                model.file(),
                token,
                state -> start.err().println(Parley.summary(state)))) {
            if (engine.awaitReady(Duration.ofMinutes(10)) instanceof EngineState.Ready ready) {
                start.out().println("base URL: " + ready.address() + "/v1");
                start.out().println("token:    " + (configured != null ? "the configured one" : token.value()));
                start.out().flush();
            }
            while (!engine.state().isFinal()) {
                Thread.sleep(Duration.ofSeconds(1));
            }
            throw new CommandFailure(ExitCode.ENGINE, Parley.summary(engine.state()));
        }
    }

    @Override
    public ExitCode examine(Start start) {
        return new Doctor(start).examine();
    }
}
