package dev.parley.bot;

import dev.parley.bot.config.Home;
import dev.parley.bot.config.OperateSettings;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.operate.Health;
import dev.parley.bot.operate.Health.Part;
import dev.parley.bot.operate.OperateServer;
import dev.parley.bot.operate.ProcessFigures;
import dev.parley.bot.operate.Sampled;
import dev.parley.bot.platform.Presence;
import dev.parley.bot.responder.Admission;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineUse;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.RunningEngine;
import dev.parley.persistence.Database;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What those who run Parley can look at: how each part is, and figures of what is there at the moment. */
final class Operate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Operate.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Closer closer = new Closer();
    private final Health health = new Health();
    private final Metrics metrics;
    private final RunningEngine engine;
    private final Sampled<Optional<String>> database;
    private final Sampled<Optional<EngineUse>> use;
    private final Words words;

    /** A figure of a disk. */
    private interface Room {
        long of(FileStore store) throws IOException;
    }

    /**
     * Begins to look.
     *
     * @param names of the platforms that Parley is to be on
     * @param standing how the one of a name is now
     * @param words the bot's own
     */
    Operate(
            Home home,
            Metrics metrics,
            RunningEngine engine,
            EngineClient client,
            Database database,
            Admission admission,
            List<String> names,
            Function<String, Platforms.Standing> standing,
            Words words) {
        this.metrics = metrics;
        this.engine = engine;
        this.words = words;
        this.database = closer.add(new Sampled<>("operate-database", EVERY, database::trouble));
        this.use = closer.add(new Sampled<>("operate-engine", EVERY, client::use));
        health.with(() -> List.of(model(), store()));
        names.forEach(name -> health.with(() -> List.of(platform(name, standing.apply(name)))));
        showEngine();
        showLine(admission);
        names.forEach(name -> showPlatform(name, () -> standing.apply(name)));
        metrics.place("terminal");
        metrics.gauge(
                "parley.database.writable",
                "1 while something can be stored; 0 where not, or where nobody knows",
                () -> flag(store().ok()));
        showRoom("data", home.data());
        showRoom("cache", home.cache());
        String version = Operate.class.getPackage().getImplementationVersion();
        metrics.gauge("parley.build.info", "Always 1", () -> 1, "version", version == null ? "unknown" : version);
    }

    private void showEngine() {
        metrics.gauge("parley.engine.ready", "1 while the engine answers", () -> flag(model().ok()));
        showUse("parley.states", "States of conversations at rest, in the engine's memory", EngineUse::states);
        showUse("parley.state.bytes", "What they take there", EngineUse::stateBytes);
        showUse("parley.state.files", "States of conversations on disk", EngineUse::stateFiles);
        showUse("parley.state.file.bytes", "What they take there", EngineUse::fileBytes);
        showUse("parley.engine.resident.bytes", "Memory of the engine's process", EngineUse::residentBytes);
    }

    private void showUse(String name, String help, ToDoubleFunction<EngineUse> figure) {
        metrics.gauge(
                name,
                help,
                () -> use.latest()
                        .flatMap(known -> known)
                        .map(figure::applyAsDouble)
                        .orElse(Double.NaN));
    }

    private void showLine(Admission admission) {
        metrics.gauge(
                "parley.replies.running",
                "Replies being made",
                () -> admission.load().running());
        metrics.gauge(
                "parley.replies.waiting",
                "Replies in line for the engine",
                () -> admission.load().waiting());
        metrics.gauge(
                "parley.replies.seats",
                "Replies that can be made at once",
                () -> admission.load().seats());
        metrics.gauge(
                "parley.queue.oldest.seconds",
                "How long the reply that waits longest has been waiting",
                () -> admission.longestWait().toMillis() / 1000.0);
    }

    private void showPlatform(String name, Supplier<Platforms.Standing> look) {
        metrics.platform(name);
        metrics.gauge(
                "parley.platform.connected",
                "1 while there is a connection to the platform",
                () -> flag(Optional.ofNullable(look.get().presence())
                        .map(Presence::connected)
                        .orElse(false)),
                "platform",
                name);
        metrics.gauge(
                "parley.platform.silence.seconds",
                "How long nothing was heard of the platform, answers to heartbeats included",
                () -> Optional.ofNullable(look.get().presence())
                        .map(presence -> presence.silence().toMillis() / 1000.0)
                        .orElse(Double.NaN),
                "platform",
                name);
    }

    private void showRoom(String folder, Path path) {
        showRoom(
                "parley.disk.free.bytes",
                "Room that is left where Parley keeps things",
                folder,
                path,
                FileStore::getUsableSpace);
        showRoom(
                "parley.disk.size.bytes",
                "Size of the disk where Parley keeps things",
                folder,
                path,
                FileStore::getTotalSpace);
    }

    private void showRoom(String name, String help, String folder, Path path, Room room) {
        metrics.gauge(
                name,
                help,
                () -> {
                    try {
                        return room.of(Files.getFileStore(path));
                    } catch (IOException e) {
                        return Double.NaN;
                    }
                },
                "folder",
                folder);
    }

    private Part model() {
        EngineState state = engine.state();
        return new Part("model", state instanceof EngineState.Ready, EngineNotes.summary(state, Words.english()));
    }

    private Part store() {
        Optional<String> trouble = database.latest().orElse(Optional.of("The database has not answered for a while."));
        return new Part("database", trouble.isEmpty(), trouble.orElse("It can be written."));
    }

    private static Part platform(String name, Platforms.Standing standing) {
        Presence presence = standing.presence();
        if (standing.lost() != null) {
            return new Part(name, false, standing.lost());
        }
        if (presence == null) {
            return new Part(name, false, "It is coming up, or cannot be reached; the log says more.");
        }
        String heard = "heard " + presence.silence().toSeconds() + " s ago.";
        return new Part(name, presence.isWell(), (presence.connected() ? "Connected, " : "Not connected, ") + heard);
    }

    private static double flag(boolean is) {
        return is ? 1 : 0;
    }

    /**
     * Lets others look. A port that is taken is no reason not to answer people: that is said, and Parley goes on.
     *
     * @param settings where
     * @param registry the figures
     * @param tell hears what is to be known
     */
    void serve(OperateSettings settings, PrometheusMeterRegistry registry, Consumer<String> tell) {
        String where = settings.address() + ":" + settings.port();
        closer.add(new ProcessFigures(registry));
        try {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getByName(settings.address()), settings.port());
            OperateServer server = closer.add(new OperateServer(address, health, registry));
            log.info("health and metrics are at http://{}", where);
            if (!Objects.requireNonNull(server.address().getAddress()).isLoopbackAddress()) {
                warn(words.say("operate.open", where), tell);
            }
        } catch (IOException | RuntimeException e) {
            log.debug("health and metrics are nowhere", e);
            warn(words.say("operate.taken", where, String.valueOf(e.getMessage())), tell);
        }
    }

    private static void warn(String what, Consumer<String> tell) {
        log.warn(what);
        tell.accept(what);
    }

    /** How all parts are now. */
    Health.State look() {
        return health.look();
    }

    /** From now on Parley is not ready. */
    void leave() {
        health.leave();
    }

    @Override
    public void close() {
        closer.close();
    }
}
