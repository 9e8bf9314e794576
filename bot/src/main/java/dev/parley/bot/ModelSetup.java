package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.ChosenModel;
import dev.parley.bot.terminal.FirstStart;
import dev.parley.bot.terminal.OfferedModel;
import dev.parley.bot.terminal.ProgressLine;
import dev.parley.bot.terminal.TerminalLook;
import dev.parley.bot.terminal.Terminals;
import dev.parley.bot.words.Words;
import dev.parley.engine.models.CatalogModel;
import dev.parley.engine.models.DownloadException;
import dev.parley.engine.models.Downloads;
import dev.parley.engine.models.ModelCatalog;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.ModelSampling;
import dev.parley.engine.models.ModelStore;
import dev.parley.engine.models.PullEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Which model answers, and fetching it: the configured one, else the chosen one, else the first start's question. */
final class ModelSetup {
    /** A conversation's context at the first start; see {@code engine.context}. */
    private static final int USUAL_CONTEXT = 4096;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Start start;
    private final ModelCatalog catalog = ModelCatalog.shipped();
    private final ModelStore store;
    private final ChosenModel chosen;
    private final Words words;

    /**
     * A model that is there.
     *
     * @param file the file, its checksum known
     * @param sampling what its makers recommend
     * @param isDefault whether it is the small one that nobody chose
     * @param identity {@link #identity} of what it was asked for as
     */
    record Ready(ModelFile file, ModelSampling sampling, boolean isDefault, String identity) {}

    ModelSetup(Start start) {
        this.start = start;
        this.store = new ModelStore(start.home().models(), Downloads.from(start.environment()));
        this.chosen = new ChosenModel(start.home());
        this.words = start.settings().bot().words();
    }

    ModelCatalog catalog() {
        return catalog;
    }

    ModelStore store() {
        return store;
    }

    /** The model in use, or the one that would be: a name, a path or an address. */
    ModelReference inUse() {
        // With engine.url, engine.model is a name of that server's.
        String configured = start.settings().engine().url() == null
                ? start.settings().engine().model()
                : null;
        return catalog.resolve(configured != null ? configured : chosen.get().orElse(ModelCatalog.DEFAULT));
    }

    /** A model by a name that is the same whichever way it was written. */
    static String identity(ModelReference model) {
        return switch (model) {
            case ModelReference.Named(CatalogModel named) -> named.name();
            case ModelReference.File(Path path) -> Conversations.realPath(path);
            case ModelReference.Remote(URI address) -> address.getHost() + address.getPath();
        };
    }

    boolean nobodyChose() {
        return start.settings().engine().model() == null && chosen.get().isEmpty();
    }

    /** Makes the model ready, with one question on a terminal if nobody has chosen yet. */
    Ready ready(@Nullable Terminal terminal) throws InterruptedException, IOException {
        if (start.settings().engine().url() != null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "This needs a model on this machine, and engine.url says that another server has it."
                            + " Run it with a configuration without engine.url.");
        }
        boolean undecided = nobodyChose();
        ModelReference wanted = undecided && terminal != null ? ask(terminal) : inUse();
        try {
            Ready ready = ready(wanted);
            if (undecided && terminal != null) {
                choose(wanted.label());
            }
            return ready;
        } catch (DownloadException e) {
            if (!undecided || isDefault(wanted)) {
                throw e;
            }
            start.err().println(e.getMessage());
            start.err().println(words.say("pull.going-on", wanted.label()));
            return ready(catalog.resolve(ModelCatalog.DEFAULT));
        }
    }

    /** Fetches a model if it is not there, showing how far it is. */
    ModelFile pull(ModelReference model) throws InterruptedException {
        try (PullLines lines = new PullLines()) {
            return store.pull(model, lines);
        }
    }

    /** Computes the checksum of a model that is there, showing how far it is. */
    ModelFile verify(ModelReference model) throws InterruptedException {
        try (PullLines lines = new PullLines()) {
            return store.verify(model, lines);
        }
    }

    /** The file of a model of the catalogue, if it is here. */
    Optional<Path> fetched(String name) {
        return catalog.find(name)
                .map(ModelReference.Named::new)
                .filter(store::isDownloaded)
                .map(store::path);
    }

    void choose(String model) {
        chosen.set(model);
    }

    private Ready ready(ModelReference model) throws InterruptedException {
        ModelFile file = pull(model);
        ModelSampling sampling =
                model instanceof ModelReference.Named(CatalogModel named) ? named.sampling() : ModelSampling.PLAIN;
        return new Ready(file, sampling, isDefault(model) && nobodyChoseOther(), identity(model));
    }

    private boolean nobodyChoseOther() {
        return start.settings().engine().model() == null;
    }

    private static boolean isDefault(ModelReference model) {
        return model instanceof ModelReference.Named(CatalogModel named)
                && named.name().equals(ModelCatalog.DEFAULT);
    }

    private ModelReference ask(Terminal terminal) throws IOException {
        List<OfferedModel> offered = catalog.models().stream()
                .map(model -> new OfferedModel(model.name(), model.size(), model.memory(USUAL_CONTEXT), model.about()))
                .toList();
        FileStore disk = Files.getFileStore(start.home().cache());
        OfferedModel answer = new FirstStart(words, offered, Machine.memory(), disk.getUsableSpace(), Machine.cores())
                .ask(terminal, TerminalLook.of(terminal, start.environment()::get))
                .orElseThrow(() -> new CommandFailure(ExitCode.INTERRUPTED, "nothing was chosen"));
        return catalog.resolve(answer.name());
    }

    /** Shows a download on standard error. */
    private final class PullLines implements Consumer<PullEvent>, AutoCloseable {
        private final TerminalLook look =
                Terminals.standardErrorIsTerminal() ? TerminalLook.ofStream(System::getenv) : TerminalLook.plain();
        private @Nullable ProgressLine progress;
        private @Nullable Instant checkingSince;

        @Override
        public void accept(PullEvent event) {
            switch (event) {
                case PullEvent.Terms(String model, var licence) ->
                    show(words.say(
                            "pull.terms", model, licence.name(), licence.url().toString()));
                case PullEvent.Waiting(String model) -> show(words.say("pull.waiting", model));
                case PullEvent.Trying(String source) -> show(words.say("pull.trying", source));
                case PullEvent.Retrying(String source, String why) -> show(words.say("pull.retrying", source, why));
                case PullEvent.SourceFailed(String source, String why) -> show(words.say("pull.failed", source, why));
                case PullEvent.Progress bytes -> show(words.say("pull.progress"), bytes.done(), bytes.total());
                case PullEvent.Checking(var _, long done, long total) -> checking(done, total);
            }
        }

        /** A checksum that is there in a moment is not worth a line. */
        private void checking(long done, long total) {
            Instant now = Instant.now();
            if (checkingSince == null) {
                checkingSince = now;
            }
            if (progress != null || Duration.between(checkingSince, now).compareTo(PATIENCE) > 0) {
                show(words.say("pull.checking"), done, total);
            }
        }

        private void show(String what, long done, long total) {
            if (progress == null) {
                progress = new ProgressLine(
                        start.err(), look, words, InstantSource.system(), what, Math.max(0, total), done);
            }
            progress.update(done);
            if (done == total) {
                progress.done();
                progress = null;
            }
        }

        private void show(String line) {
            close();
            start.err().println(line);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.end();
                progress = null;
            }
        }
    }
}
