package dev.parley.bot;

import dev.parley.bot.bench.Figures;
import dev.parley.bot.bench.Machine;
import dev.parley.bot.cli.Cli;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.Home;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.config.TunedEngine;
import dev.parley.bot.terminal.StepProgress;
import dev.parley.bot.terminal.Terminals;
import dev.parley.bot.tune.Choice;
import dev.parley.bot.tune.Tuning;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.supervisor.EngineCommand;
import dev.parley.engine.tune.TuneJob;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** {@code parley engine tune}: what this machine is fastest with. */
final class EngineTune {
    private static final int SECONDS = 60;
    /** What the engine takes by itself on a CPU. */
    private static final int USUAL_BATCH = 128;

    private static final List<Integer> BATCHES = List.of(USUAL_BATCH, 64, 256, 512);
    /** Of few cores all numbers are tried, of more some of them. */
    private static final int FEW_CORES = 4;

    private final Start start;

    EngineTune(Start start) {
        this.start = start;
    }

    ExitCode tune() throws InterruptedException, IOException {
        start.home().prepare();
        // Somebody who is answered meanwhile would spoil every figure, and wait long. Given back at once: the engine
        // that answers next finds what was written last.
        HomeLock.acquire(start.home()).close();
        Machine machine = Machine.here(Clock.system(ZoneId.systemDefault()));
        if (machine.isBusy()) {
            start.err()
                    .println(machine.busyWords() + " What gains little will not be seen; try again when it is quiet.");
        }
        ModelFile model = new ModelSetup(start).ready(null).file();
        var settings = start.settings().engine();
        TuneJob job = new TuneJob(
                model.path().toString(),
                settings.libraryPath() == null ? null : settings.libraryPath().toString(),
                settings.gpuLayers(),
                threads(machine.cores()),
                BATCHES,
                SECONDS);
        Tuning tuning = new Tuning();
        try (var progress =
                new StepProgress(start.err(), Terminals.standardErrorIsTerminal(), InstantSource.system(), SECONDS)) {
            int[] shown = {0};
            tuning.run(EngineCommand.likeThisProcess("", start.home().state()), job, share -> {
                while (shown[0] < share * SECONDS) {
                    progress.step();
                    shown[0]++;
                }
            });
        }
        choose(tuning, model, machine);
        return ExitCode.OK;
    }

    ExitCode reset() {
        start.out()
                .println(
                        TunedEngine.reset(start.home())
                                ? "What was tuned is forgotten; the defaults hold again."
                                : "Nothing was tuned; the defaults hold.");
        return ExitCode.OK;
    }

    private void choose(Tuning tuning, ModelFile model, Machine machine) {
        Choice threads = tuning.choice("threads", machine.cores());
        Choice batch = tuning.choice("batch", USUAL_BATCH);
        start.out().println(machine);
        start.out().println();
        start.out().println("threads    one reply  four replies      reading         gain");
        for (Choice.Tried each : threads.tried()) {
            line(
                    each,
                    threads,
                    tuning.perSecond("threads", each.value(), "alone"),
                    tuning.perSecond("threads", each.value(), "together"),
                    tuning.perSecond("threads", each.value(), "read"));
        }
        start.out().println();
        start.out().println("chunk                                   reading         gain");
        for (Choice.Tried each : batch.tried()) {
            line(each, batch, 0, 0, tuning.perSecond("batch", each.value(), "read"));
        }
        TunedEngine tuned = new TunedEngine(
                model.name(),
                model.sha256(),
                machine.cpu(),
                machine.cores(),
                version(),
                LocalDate.now(Clock.system(ZoneId.systemDefault())).toString(),
                threads.value() == machine.cores() ? null : threads.value(),
                batch.value() == USUAL_BATCH ? null : batch.value());
        tuned.keep(start.home());
        start.out().println();
        start.out()
                .println("Tokens a second; a gain counts from 3 % beyond the noise on. Taken: " + tuned.words() + ".");
        if (start.settings().engine().threads() != null) {
            start.out()
                    .println("engine.threads is set to "
                            + start.settings().engine().threads()
                            + " and beats it; take it out to use what was found.");
        } else {
            start.out()
                    .println(
                            "It holds from the next start on; engine.threads beats it, engine tune --reset forgets it.");
        }
    }

    private void line(Choice.Tried tried, Choice choice, double alone, double together, double read) {
        start.out()
                .println(String.format(
                        Locale.ROOT,
                        "%7d %12s %13s %12s %8.1f %% +-%.1f%s",
                        tried.value(),
                        alone == 0 ? "" : Figures.number(alone),
                        together == 0 ? "" : Figures.number(together),
                        Figures.number(read),
                        100 * tried.gain(),
                        100 * tried.noise(),
                        tried.value() == choice.value() ? "  <" : ""));
    }

    /** The usual number first. */
    private static List<Integer> threads(int cores) {
        TreeSet<Integer> some = new TreeSet<>();
        if (cores <= FEW_CORES) {
            IntStream.rangeClosed(1, cores).forEach(some::add);
        } else {
            IntStream.rangeClosed(1, 4).forEach(quarter -> some.add(cores * quarter / 4));
            some.add(cores - 1);
        }
        return some.descendingSet().stream().toList();
    }

    /** This machine and program, as {@link TunedEngine} knows them. */
    static TunedEngine.Place place() {
        Machine machine = Machine.here(Clock.system(ZoneId.systemDefault()));
        return new TunedEngine.Place(machine.cpu(), machine.cores(), version());
    }

    private static String version() {
        return Optional.ofNullable(Cli.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    /** What was found on this machine, for a person, a line for each model. */
    static List<String> lines(Start start) {
        Integer set = start.settings().engine().threads();
        return TunedEngine.here(start.home(), place()).stream()
                .map(each -> each.words() + (set == null ? "" : "; engine.threads, which is " + set + ", beats it"))
                .toList();
    }

    /** What was found for a model here. */
    static Optional<TunedEngine> found(Home home, ModelFile model) {
        return TunedEngine.find(home, model.sha256(), place());
    }
}
