package dev.parley.bot;

import dev.parley.bot.bench.BenchPlot;
import dev.parley.bot.bench.BenchReport;
import dev.parley.bot.bench.BenchServer;
import dev.parley.bot.bench.Benchmark;
import dev.parley.bot.bench.Machine;
import dev.parley.bot.bench.Outcome;
import dev.parley.bot.bench.Workload;
import dev.parley.bot.cli.BenchOptions;
import dev.parley.bot.cli.Cli;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.terminal.StepProgress;
import dev.parley.bot.terminal.Terminals;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineProps;
import dev.parley.engine.client.TransportLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code parley bench}: with an engine of its own, beside whatever else runs. */
final class Bench {
    /** Nobody waits for a single reply, and many at once on a small machine are slow. */
    private static final TransportLimits PATIENT = new TransportLimits(
            TransportLimits.DEFAULT.connect(),
            Duration.ofMinutes(30),
            TransportLimits.DEFAULT.eventBytes(),
            TransportLimits.DEFAULT.bodyBytes());

    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final Start start;
    private final BenchOptions options;
    private final Workload workload;
    private final Machine machine = Machine.here(Clock.system(ZoneId.systemDefault()));

    Bench(Start start, BenchOptions options) {
        this.start = start;
        this.options = options;
        this.workload = new Workload(
                options.conversations(),
                options.turns(),
                options.promptTokens(),
                options.replyTokens(),
                options.personas(),
                options.rounds(),
                options.seed(),
                options.inTurn());
    }

    ExitCode measure() throws InterruptedException, IOException {
        Path picture = picture();
        start.home().prepare();
        try (Closer closer = new Closer()) {
            BenchServer other = options.against() == null
                    ? null
                    : new OtherServer(start, options.against(), options.againstModel(), options.apiKeyFile())
                            .open(closer, PATIENT);
            ModelSetup.Ready model = new ModelSetup(start).ready(null);
            EngineClient engine = EngineStart.alone(closer, start, model.file(), PATIENT);
            EngineProps props = engine.props();
            requireRoom(props);
            List<BenchServer> servers = new ArrayList<>(List.of(BenchServer.of("parley", engine)));
            if (other != null) {
                servers.add(other);
            }
            if (machine.isBusy()) {
                start.err().println(machine.busyWords());
            }
            boolean whole = talk(servers, engine, props);
            return whole ? ExitCode.OK : ExitCode.INTERRUPTED;
        } finally {
            if (picture != null && Files.exists(picture) && Files.size(picture) == 0) {
                Files.delete(picture);
            }
        }
    }

    /** Before anything is measured: nobody should lose minutes to a folder that is not there. */
    private @Nullable Path picture() {
        Path file = options.plot();
        if (file == null) {
            return null;
        }
        try {
            if (!Files.exists(file)) {
                Files.createFile(file.toAbsolutePath());
            }
            return file;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.STORAGE,
                    "The picture cannot be written to %s (%s); name another file with --plot."
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }

    private void requireRoom(EngineProps props) {
        if (workload.longestConversation() > props.contextTokens()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    ("A conversation of %d turns grows to about %d tokens here, and the engine's context is %d. Take fewer"
                                    + " or shorter turns, or a larger engine.context.")
                            .formatted(workload.turns(), workload.longestConversation(), props.contextTokens()));
        }
    }

    /** Measures and prints; on Ctrl-C what there is by then. */
    private boolean talk(List<BenchServer> servers, EngineClient engine, EngineProps props)
            throws InterruptedException, IOException {
        Cancellation cancellation = new Cancellation();
        CountDownLatch printed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            cancellation.cancel();
            awaitQuietly(printed);
        }));
        Benchmark benchmark;
        try {
            try (var progress = new StepProgress(
                    start.err(),
                    Terminals.standardErrorIsTerminal(),
                    InstantSource.system(),
                    workload.replies() * servers.size())) {
                benchmark = new Benchmark(workload, servers, engine::count, progress::step);
                benchmark.run(cancellation);
            }
            print(benchmark.outcomes(), props, !cancellation.isCancelled());
        } finally {
            printed.countDown();
        }
        return !cancellation.isCancelled();
    }

    private void print(List<Outcome> outcomes, EngineProps props, boolean whole) throws IOException {
        BenchReport report = new BenchReport(workload, about(props), outcomes, whole);
        start.out().println(options.json() ? report.json() : report.text());
        start.out().flush();
        if (options.plot() != null) {
            try {
                BenchPlot.draw("Time to the first token, " + props.model(), outcomes, options.plot());
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.STORAGE, "There is no picture in " + options.plot() + ": " + e.getMessage());
            }
        }
    }

    private Map<String, String> about(EngineProps props) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("machine", machine.toString());
        about.put(
                "parley",
                "%s, %s, llama.cpp %s, %d threads, %d replies at once, context %d"
                        .formatted(
                                Optional.ofNullable(Cli.class.getPackage().getImplementationVersion())
                                        .orElse("(not packaged)"),
                                props.backend(),
                                props.build(),
                                props.threads(),
                                props.parallel(),
                                props.contextTokens()));
        about.put("model", props.model() + ", " + props.quantisation());
        if (options.against() != null) {
            about.put("other", options.against());
        }
        return about;
    }

    private static void awaitQuietly(CountDownLatch printed) {
        try {
            boolean _ = printed.await(LEAVING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
