package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.EngineSettings;
import dev.parley.bot.config.HomeException;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.config.HomeLockedException;
import dev.parley.bot.config.SafeAddress;
import dev.parley.bot.local.OwnerConnection;
import dev.parley.bot.local.OwnerState;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.client.FeatureProbe;
import dev.parley.engine.models.CatalogModel;
import dev.parley.engine.models.CpuCheck;
import dev.parley.engine.models.GgufFile;
import dev.parley.engine.models.ModelException;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.Sizes;
import dev.parley.engine.supervisor.LlamaServerCommand;
import dev.parley.persistence.Database;
import dev.parley.persistence.StoreException;
import dev.parley.prompts.PersonaLibrary;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at everything that Parley needs here, and says for each thing that is wrong how to mend it. */
final class Doctor {
    private static final int USUAL_CONTEXT = 4096;

    private final Start start;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * One thing that was looked at.
     *
     * @param what in a word
     * @param words what was found; where something is wrong, with the way out
     * @param broken what it breaks; null where it is well
     */
    private record Finding(
            String what, String words, @Nullable ExitCode broken) {}

    Doctor(Start start) {
        this.start = start;
    }

    ExitCode examine() {
        well("java", Runtime.version() + " in " + System.getProperty("java.home"));
        cpu();
        if (home().map(this::owner).isEmpty()) {
            engine();
        }
        personas();
        for (Finding each : findings) {
            start.out()
                    .println(String.format(
                            Locale.ROOT, "%-5s %-9s %s", each.broken == null ? "ok" : "WRONG", each.what, each.words));
        }
        return findings.stream()
                .flatMap(each -> Optional.ofNullable(each.broken).stream())
                .findFirst()
                .orElse(ExitCode.OK);
    }

    private void cpu() {
        int cores = Runtime.getRuntime().availableProcessors();
        CpuCheck.ofThisMachine()
                .problem()
                .ifPresentOrElse(
                        problem -> wrong("cpu", problem, ExitCode.ENGINE),
                        () -> well("cpu", cores + (cores == 1 ? " core" : " cores") + ", all instructions there"));
    }

    /** Looks at the folders and the database; the owner's word for it where a running one has it open. */
    private Optional<OwnerState> home() {
        try {
            start.home().prepare();
        } catch (HomeException e) {
            wrong("folders", String.valueOf(e.getMessage()), ExitCode.STORAGE);
            return Optional.empty();
        }
        well("folders", start.home().data() + " can be written");
        try (HomeLock _ = HomeLock.acquire(start.home());
                Database _ = Database.open(start.home().database())) {
            well("database", start.home().database() + " opens");
        } catch (HomeLockedException e) {
            return ownersWord(e);
        } catch (StoreException | HomeException e) {
            wrong("database", String.valueOf(e.getMessage()), ExitCode.STORAGE);
        }
        return Optional.empty();
    }

    private Optional<OwnerState> ownersWord(HomeLockedException owned) {
        try (OwnerConnection owner =
                OwnerConnection.open(start.home().socket(), Words.english()).orElse(null)) {
            if (owner == null) {
                well("database", "in use: " + owned.getMessage());
                return Optional.empty();
            }
            OwnerState state = owner.look();
            well(
                    "database",
                    state.database() + " is open in process " + owner.owner().pid() + ", which answers");
            return Optional.of(state);
        } catch (CommandFailure e) {
            wrong("database", String.valueOf(e.getMessage()), e.exitCode());
            return Optional.empty();
        }
    }

    /** The memory is not looked at: what the model needs it has. */
    private OwnerState owner(OwnerState state) {
        well("model", state.model() + ", in use");
        if (state.engineFailed()) {
            wrong("engine", state.engine(), ExitCode.ENGINE);
        } else {
            well("engine", state.engine());
        }
        return state;
    }

    /** Which one it is; a server is asked, and a program looked for. */
    private void engine() {
        EngineSettings settings = start.settings().engine();
        String url = settings.url();
        if (url != null) {
            server(URI.create(url), settings);
            return;
        }
        if (!settings.command().isEmpty()) {
            String program = EngineChoice.words(settings.command()).getFirst();
            LlamaServerCommand.problem(program)
                    .ifPresentOrElse(
                            problem -> wrong("engine", problem, ExitCode.ENGINE),
                            () -> well("engine", program + ", which Parley starts itself"));
        }
        model();
    }

    private void server(URI url, EngineSettings settings) {
        String key = settings.apiKey() == null ? "" : settings.apiKey().value();
        try (FeatureProbe probe = new FeatureProbe(FeatureProbe.base(url), key, FeatureProbe.Words.SETTINGS)) {
            EngineFeatures features = probe.probe(settings.model());
            well(
                    "engine",
                    features.server().title() + " " + features.version() + " answers at " + url + ", "
                            + (features.model().isEmpty() ? "one model" : features.model()));
            EngineNotes.lacks(features, Words.english()).forEach(lack -> well("engine", lack));
        } catch (EngineException.Lost e) {
            wrong("engine", "Nothing that is ready answers at " + url + ": " + e.getMessage(), ExitCode.ENGINE);
        } catch (EngineException e) {
            wrong("engine", String.valueOf(e.getMessage()), ExitCode.ENGINE);
        }
        if (!SafeAddress.isLoopback(url)) {
            well("engine", Words.english().say("engine.elsewhere", url.getHost()));
        }
    }

    private void model() {
        try {
            ModelSetup setup = new ModelSetup(start);
            ModelReference model = setup.inUse();
            if (!setup.store().isDownloaded(model)) {
                wrong(
                        "model",
                        model.label() + " is not there yet: ./parley model pull " + model.label(),
                        ExitCode.MODEL);
                return;
            }
            GgufFile file = GgufFile.read(setup.store().path(model));
            if (model instanceof ModelReference.Named(CatalogModel known)
                    && known.sha256() != null
                    && known.size() != file.size()) {
                wrong(
                        "model",
                        file.path() + " has " + Sizes.of(file.size()) + " instead of " + Sizes.of(known.size())
                                + ": remove it and run ./parley model pull " + known.name(),
                        ExitCode.MODEL);
                return;
            }
            well("model", model.label() + ", " + file.quantisation() + ", " + Sizes.of(file.size()));
            memory(file);
            tuned();
        } catch (ModelException e) {
            wrong("model", String.valueOf(e.getMessage()), ExitCode.MODEL);
        }
    }

    private void tuned() {
        EngineTune.lines(start).forEach(line -> well("tuned", line));
    }

    private void memory(GgufFile file) {
        Integer configured = start.settings().engine().context();
        int context = Math.min(configured == null ? USUAL_CONTEXT : configured, file.contextLength());
        long needed = file.size() + file.cacheBytesPerToken() * context;
        long free = Machine.availableMemory();
        String numbers = "one conversation of " + context + " tokens needs " + Sizes.of(needed) + ", " + Sizes.of(free)
                + " are free";
        if (needed > free) {
            wrong("memory", numbers + ": choose a smaller model or lower engine.context", ExitCode.ENGINE);
        } else {
            well("memory", numbers);
        }
    }

    private void personas() {
        try {
            PersonaLibrary library = PersonaFolders.load(start);
            well("personas", library.all().size() + " can be chosen");
        } catch (RuntimeException e) {
            wrong("personas", String.valueOf(e.getMessage()), ExitCode.USAGE);
        }
    }

    private void well(String what, String words) {
        findings.add(new Finding(what, words, null));
    }

    private void wrong(String what, String words, ExitCode broken) {
        findings.add(new Finding(what, words, broken));
    }
}
