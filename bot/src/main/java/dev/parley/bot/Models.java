package dev.parley.bot;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.engine.models.CatalogModel;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.Sizes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code parley model}: the models on this machine and in the catalogue. */
final class Models {
    private final Start start;
    private final ModelSetup setup;

    Models(Start start) {
        this.start = start;
        this.setup = new ModelSetup(start);
    }

    ExitCode list() {
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

    ExitCode pull(String model) throws InterruptedException {
        start.home().prepare();
        ModelFile file = setup.pull(setup.catalog().resolve(model));
        start.err().println(file.name() + " is ready: " + file.path());
        return ExitCode.OK;
    }

    ExitCode use(String model) throws InterruptedException {
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

    ExitCode verify(@Nullable String model) throws InterruptedException {
        ModelFile file = setup.verify(named(model));
        start.out().println(file.sha256() + "  " + file.path());
        return ExitCode.OK;
    }

    ExitCode printPath(@Nullable String model) {
        start.out().println(setup.store().path(named(model)));
        return ExitCode.OK;
    }

    private ModelReference named(@Nullable String model) {
        return model == null ? setup.inUse() : setup.catalog().resolve(model);
    }
}
