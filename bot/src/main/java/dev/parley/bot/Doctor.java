package dev.parley.bot;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.HomeException;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.config.HomeLockedException;
import dev.parley.engine.models.CatalogModel;
import dev.parley.engine.models.CpuCheck;
import dev.parley.engine.models.GgufFile;
import dev.parley.engine.models.ModelException;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.Sizes;
import dev.parley.persistence.Database;
import dev.parley.persistence.StoreException;
import dev.parley.prompts.PersonaLibrary;
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
        home();
        model();
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

    private void home() {
        try {
            start.home().prepare();
        } catch (HomeException e) {
            wrong("folders", String.valueOf(e.getMessage()), ExitCode.STORAGE);
            return;
        }
        well("folders", start.home().data() + " can be written");
        try (HomeLock _ = HomeLock.acquire(start.home());
                Database _ = Database.open(start.home().database())) {
            well("database", start.home().database() + " opens");
        } catch (HomeLockedException e) {
            well("database", "in use: " + e.getMessage());
        } catch (StoreException | HomeException e) {
            wrong("database", String.valueOf(e.getMessage()), ExitCode.STORAGE);
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
        } catch (ModelException e) {
            wrong("model", String.valueOf(e.getMessage()), ExitCode.MODEL);
        }
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
