package dev.parley.bot;

import dev.parley.bot.cli.Actions;
import dev.parley.bot.cli.BenchOptions;
import dev.parley.bot.cli.DatabaseJob;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.ChosenModel;
import dev.parley.bot.config.Home;
import dev.parley.bot.doctor.Doctor;
import dev.parley.bot.persona.NewPersona;
import dev.parley.bot.persona.PersonaCheck;
import dev.parley.bot.terminal.Questions;
import dev.parley.bot.terminal.TerminalLook;
import dev.parley.bot.terminal.Terminals;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaLibrary;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** What each command of the command line does: for each there is a class. */
final class Application implements Actions {
    @Override
    public ExitCode chat(Start start, Session session) throws Exception {
        return new Chat(start, session).talk();
    }

    @Override
    public ExitCode ask(Start start, Session session, String question, boolean json) throws Exception {
        return new Ask(start, session).answer(question, json);
    }

    @Override
    public ExitCode init(Start start) throws Exception {
        Init init = new Init(start, start.settings().bot().words());
        try (Terminal terminal = Terminals.open().orElseThrow(init::withoutTerminal)) {
            return init.run(new Questions(terminal, TerminalLook.of(terminal, start.environment()::get)));
        }
    }

    @Override
    public ExitCode run(Start start) throws Exception {
        return new Run(start).untilStopped();
    }

    @Override
    public ExitCode reload(Home home, PrintStream out) {
        return Reloading.ask(home, out);
    }

    @Override
    public ExitCode listModels(Start start) {
        return new Models(start).list();
    }

    @Override
    public ExitCode pullModel(Start start, String model) throws InterruptedException {
        return new Models(start).pull(model);
    }

    @Override
    public ExitCode useModel(Start start, String model) throws InterruptedException {
        return new Models(start).use(model);
    }

    @Override
    public ExitCode verifyModel(Start start, @Nullable String model) throws InterruptedException {
        return new Models(start).verify(model);
    }

    @Override
    public ExitCode printModelPath(Start start, @Nullable String model) {
        return new Models(start).printPath(model);
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
        PersonaFolders.require(library, id);
        Persona persona = library.find(id).orElseThrow();
        start.out().println(persona.name() + ": " + persona.description());
        start.out().println();
        start.out().println(persona.systemPrompt().strip());
        if (!persona.adapters().isEmpty()) {
            start.out().println();
            new AdapterList(start).of(persona).forEach(start.out()::println);
        }
        return ExitCode.OK;
    }

    @Override
    public ExitCode newPersona(Start start, String id) {
        start.home().prepare();
        new NewPersona(PersonaFolders.all(start), start.home().personas(), start.out()).make(id);
        return ExitCode.OK;
    }

    @Override
    public ExitCode checkPersona(Start start, @Nullable String id) throws InterruptedException {
        return new PersonaCheck(
                        PersonaFolders.all(start),
                        start.settings().bot().name(),
                        new ModelSetup(start)::fetched,
                        start.environment(),
                        start.out(),
                        start.err())
                .check(id);
    }

    @Override
    public ExitCode trainPersona(Start start, String id, @Nullable Path data, @Nullable Integer epochs)
            throws Exception {
        return new TrainPersona(start).train(id, data, epochs);
    }

    @Override
    public ExitCode evaluatePersona(Start start, String id, @Nullable Integer limit, @Nullable Path out)
            throws Exception {
        return new EvaluatePersona(start).evaluate(id, limit, out);
    }

    @Override
    public ExitCode serveEngine(Start start) throws Exception {
        return new EngineServe(start).serve();
    }

    @Override
    public ExitCode tuneEngine(Start start, boolean reset) throws Exception {
        EngineTune tune = new EngineTune(start);
        return reset ? tune.reset() : tune.tune();
    }

    @Override
    public void checkNames(Start start) {
        PersonaFolders.require(
                PersonaFolders.load(start), start.settings().chat().persona());
    }

    @Override
    public Optional<String> chosenModel(Start start) {
        return start.settings().engine().model() == null ? new ChosenModel(start.home()).get() : Optional.empty();
    }

    @Override
    public ExitCode showTuned(Start start) {
        EngineTune.lines(start).forEach(start.out()::println);
        return ExitCode.OK;
    }

    @Override
    public ExitCode bench(Start start, BenchOptions options) throws Exception {
        return new Bench(start, options).measure();
    }

    @Override
    public ExitCode examine(Start start, boolean json) throws InterruptedException {
        return new Doctor(start, new DoctorsView(start)).examine(json);
    }

    @Override
    public ExitCode tendDatabase(Start start, DatabaseJob job) {
        return new DatabaseCare(start).tend(job);
    }
}
