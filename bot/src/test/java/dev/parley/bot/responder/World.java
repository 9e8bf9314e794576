package dev.parley.bot.responder;

import dev.parley.bot.access.RecentRefusals;
import dev.parley.bot.adapter.Adapters;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.ModelSampling;
import dev.parley.engine.states.StateFolder;
import dev.parley.engine.supervisor.EngineCommand;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.EngineSupervisor;
import dev.parley.engine.supervisor.RunningEngine;
import dev.parley.engine.supervisor.SupervisorTimings;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Database;
import dev.parley.persistence.Disk;
import dev.parley.prompts.LivePersonas;
import dev.parley.prompts.PersonaException;
import dev.parley.prompts.SamplingOverrides;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What a message meets: an engine's process on a tiny model, a database file, the shipped personas. */
public final class World implements AutoCloseable {
    /** Replies at once, of the engine and of each {@link Bot}. */
    public static final int SEATS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SupervisorTimings QUICK = new SupervisorTimings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            3);

    private final RunningEngine supervisor;
    private final EngineLine line;
    private final EngineClient client;
    private final Database database;
    private final LivePersonas personas;
    private final Path states;
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics;
    private final RecentRefusals refusals = new RecentRefusals(Clock.systemUTC());
    private boolean engineAway;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("partial-text").factory());

    private World(RunningEngine supervisor, Database database, LivePersonas personas, Path states) {
        this.states = states;
        this.supervisor = supervisor;
        this.line = new EngineLine(supervisor);
        this.client = new EngineClient(line);
        this.database = database;
        this.personas = personas;
        this.metrics = new Metrics(registry, id -> personas.now().find(id).isPresent());
    }

    /** Opens one in a folder of its own: this model with so many tokens a conversation. */
    public static World open(Path folder, TinyModel model, int context) {
        return open(folder, model.writeTo(folder.resolve("tiny.gguf")), context);
    }

    /** The same with a model file that may be no model at all. */
    public static World open(Path folder, Path model, int context) {
        return open(folder, model, context, Path.of("..", "prompts", "personas"));
    }

    /** The same with other personas, of which "assistant" is needed. */
    public static World open(Path folder, Path model, int context, Path personas) {
        return start(folder, settings(folder, model, context), personas);
    }

    private static Map<String, Object> settings(Path folder, Path model, int context) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("model", model.toString());
        settings.put("modelName", "tiny");
        settings.put("context", context);
        settings.put("parallel", SEATS);
        settings.put("threads", 1);
        settings.put("cacheBytes", 64L << 20);
        settings.put("stateFolder", folder.resolve("states").toString());
        settings.put("modelSha256", "0123456789abcdef");
        return settings;
    }

    /** One as Parley would start it on this machine with the shipped personas, for benchmarks. */
    public static World real(Path folder, Path model) {
        return start(
                folder,
                Map.of("model", model.toString(), "modelName", "real", "cacheBytes", 512L << 20),
                Path.of("..", "prompts", "personas"));
    }

    /** The same as the first, with its database on a disk of the test's own. */
    public static World open(Path folder, TinyModel model, int context, Disk disk) {
        Path shipped = Path.of("..", "prompts", "personas");
        return start(folder, settings(folder, model.writeTo(folder.resolve("tiny.gguf")), context), shipped, disk);
    }

    private static World start(Path folder, Map<String, Object> settings, Path personas) {
        return start(folder, settings, personas, Disk.USUAL);
    }

    private static World start(Path folder, Map<String, Object> settings, Path personas, Disk disk) {
        EngineSupervisor supervisor = new EngineSupervisor(
                        EngineCommand.likeThisProcess("dev.parley.engine.server.EngineMain", folder),
                        settings,
                        QUICK,
                        _ -> {})
                .start();
        return new World(
                supervisor,
                Database.open(folder.resolve("parley.mv.db"), Clock.systemUTC(), UUID::randomUUID, disk),
                live(personas),
                folder.resolve("states"));
    }

    /** The same on an engine of the test's own, which it closes. */
    public static World on(Path folder, RunningEngine engine, Path personas) {
        return new World(
                engine, Database.open(folder.resolve("parley.mv.db")), live(personas), folder.resolve("states"));
    }

    private static LivePersonas live(Path folder) {
        try {
            return LivePersonas.open(List.of(folder), "Parley", Set.of("assistant"), _ -> {});
        } catch (PersonaException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A place of its own for each test that asks with its own name. */
    public static ConversationKey place(String channel) {
        return new ConversationKey("discord", "team", channel, "");
    }

    /** A bot on this engine and database whose replies have at most so many tokens, the same ones each time. */
    public Bot bot(int mostTokens) {
        return bot(mostTokens, SEATS, 100);
    }

    /** The same with so many seats at the engine and places in its line. */
    public Bot bot(int mostTokens, int seats, int longestLine) {
        return bot(mostTokens, new Admission(seats, longestLine, InstantSource.system(), InstantSource.system()));
    }

    /** A bot that takes the likeliest token always. */
    public Bot greedyBot(int mostTokens) {
        return bot(
                new SamplingOverrides(0.0, 1.0, 1, 0.0, 1.0, mostTokens),
                new Admission(SEATS, 100, InstantSource.system(), InstantSource.system()));
    }

    private Bot bot(int mostTokens, Admission admission) {
        return bot(new SamplingOverrides(0.8, null, null, null, null, mostTokens), admission);
    }

    private Bot bot(SamplingOverrides sampling, Admission admission) {
        Words words = Words.english();
        EngineAccess engine = new EngineAccess(client, this::await, words, this::erase);
        Personas who = personas();
        ReplySettings settings = new ReplySettings(sampling, 7L, ModelSampling.PLAIN, false);
        Adapters adapters = new Adapters(client, "tiny");
        Composer composer = new Composer(who, engine, () -> settings, adapters, Clock.systemUTC(), timer);
        Responder responder = new Responder(database, composer, engine, admission, words, UUID::randomUUID, metrics);
        CommandService commands = new CommandService(
                database,
                who,
                responder,
                admission,
                adapters,
                new Rereader(client, admission, who, adapters),
                _ -> "tiny answers, on this machine",
                _ -> List.of(),
                refusals,
                Clock.systemUTC());
        return new Bot(responder, commands, admission);
    }

    private void erase(String conversation) {
        try {
            StateFolder.forget(states, conversation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What all bots here have done so far. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Counts for {@link #registry}. */
    public Metrics metrics() {
        return metrics;
    }

    /** Where the engine keeps the states of conversations on disk. */
    public Path states() {
        return states;
    }

    private boolean await(Duration atMost) throws InterruptedException {
        return switch (supervisor.awaitReady(atMost)) {
            case EngineState.Ready _ -> awaitReturn(atMost);
            case EngineState.Failed failed -> throw new EngineFailedException(failed.message());
            default -> false;
        };
    }

    /** Takes its time, as a real one would: who asks counts it. */
    private synchronized boolean awaitReturn(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); engineAway && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return !engineAway;
    }

    /** From now on replies find no engine, as if it never came back; or one again. */
    public synchronized void engineAway(boolean away) {
        engineAway = away;
        notifyAll();
    }

    /** Whether replies that begin now come a few words a second; those that run go on at full speed when that ends. */
    public void engineSlow(boolean slow) {
        line.slow(slow);
    }

    /** Who was not answered, as every {@link Bot} here tells its admins. */
    public RecentRefusals refusals() {
        return refusals;
    }

    /** Who answers where. */
    public Personas personas() {
        return new Personas(personas, database.bindings(), () -> "assistant", null);
    }

    /** Where everything is kept. */
    public Database database() {
        return database;
    }

    /** The engine's client. */
    public EngineClient engine() {
        return client;
    }

    /** Waits for an engine, and answers its process. */
    public ProcessHandle engineProcess() throws InterruptedException {
        if (supervisor.awaitReady(PATIENCE) instanceof EngineState.Ready ready) {
            return ProcessHandle.of(ready.pid()).orElseThrow();
        }
        throw new IllegalStateException("no engine: " + supervisor.state());
    }

    /** SIGKILL; returns when the process is gone. */
    public void killEngine() throws InterruptedException {
        ProcessHandle process = engineProcess();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Ends the engine's process for good, as when it is given up. */
    public void stopEngine() {
        supervisor.close();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close();
        line.close();
        supervisor.close();
        database.close();
    }
}
