package dev.parley.bot.persona;

import static java.util.Objects.requireNonNull;

import dev.parley.bot.adapter.Adapter;
import dev.parley.bot.adapter.Adapters;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.responder.ReplySettings;
import dev.parley.bot.terminal.StepProgress;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.Sampling;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.models.ModelSampling;
import dev.parley.engine.models.Sha256;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaException.Problem;
import dev.parley.prompts.SamplingOverrides;
import dev.parley.prompts.examples.Example;
import dev.parley.prompts.examples.Examples;
import dev.parley.prompts.examples.Judge;
import dev.parley.prompts.examples.PythonSandbox;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code parley persona evaluate}: a persona with its prompt only beside the same with its adapter, on examples that the
 * adapter has not seen.
 */
public final class PersonaEvaluation {
    /** A reply that has not ended by then goes round in circles. */
    private static final int MOST_TOKENS = 512;

    private static final String REPORT = "evaluation.md";
    private static final String PICTURE = "evaluation.svg";

    private final Job job;
    private final Map<String, String> environment;
    private final PrintStream err;
    private final boolean terminal;

    /**
     * What is evaluated.
     *
     * @param persona who
     * @param examples of whom the held-out ones are asked
     * @param limit at most so many of them; null: all
     * @param out the folder for the report, there or not
     * @param model the base model
     * @param sampling what its makers recommend, where the persona says nothing
     */
    public record Job(
            Persona persona,
            Examples examples,
            @Nullable Integer limit,
            Path out,
            ModelFile model,
            ModelSampling sampling) {}

    /**
     * An evaluation.
     *
     * @param job of what
     * @param environment where Python is looked for, which runs the code of replies
     * @param err hears how far it is
     * @param terminal whether {@code err} is a terminal
     */
    public PersonaEvaluation(Job job, Map<String, String> environment, PrintStream err, boolean terminal) {
        this.job = job;
        this.environment = Map.copyOf(environment);
        this.err = err;
        this.terminal = terminal;
    }

    /**
     * Refuses what cannot be evaluated, before an engine is started for it.
     *
     * @throws CommandFailure if the persona has no adapter for the model, or no examples that can be read, or the report
     *     could not be written
     */
    public void prepare() {
        String id = job.persona().id();
        if (!job.persona().adapters().containsKey(job.model().name())) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "%s has no adapter for %s; train one: ./parley persona train %s"
                            .formatted(id, job.model().name(), id));
        }
        List<Problem> unreadable = job.examples().unreadable();
        if (!unreadable.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "%s (and perhaps more: ./parley persona check %s)".formatted(unreadable.getFirst(), id));
        }
        if (job.examples().heldOut().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "There are no examples to evaluate with; write some into "
                            + job.examples().heldOutFile() + ".");
        }
        try {
            Files.createDirectories(job.out());
            Files.delete(Files.createTempFile(job.out(), ".evaluation", ""));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.STORAGE,
                    "The report cannot be written into %s (%s); name another folder with --out."
                            .formatted(job.out(), e.getMessage()));
        }
    }

    /**
     * Asks, reads, and writes the report.
     *
     * @param engine Parley's own, with the model
     * @return the report's file
     * @throws CommandFailure if the engine cannot use the adapter
     * @throws dev.parley.engine.client.EngineException if the engine fails
     * @throws InterruptedException if the thread is interrupted meanwhile; nothing is written then
     * @throws IOException if the report cannot be written
     */
    public Path evaluate(EngineClient engine) throws InterruptedException, IOException {
        List<Example> examples = job.examples().heldOut().stream()
                .limit(job.limit() == null ? Long.MAX_VALUE : job.limit())
                .toList();
        Arm before = new Arm(engine, job.persona(), sampling(), mostTokens(), List.of());
        Arm after = switch (new Adapters(engine, job.model().name()).of(job.persona())) {
            case Adapter.Active active -> new Arm(engine, job.persona(), sampling(), mostTokens(), active.uses());
            case Adapter other ->
                throw new CommandFailure(ExitCode.MODEL, other.in(job.model().name(), Words.english()));
        };
        try (var progress = new StepProgress(err, terminal, InstantSource.system(), Evaluation.steps(examples))) {
            var evaluation = new Evaluation(before, after, new Judge(sandbox(examples)), progress::step);
            Findings findings = Findings.of(evaluation.measure(examples), evaluation.easyQuestions(examples));
            return write(new EvaluationReport(provenance(engine), findings).text(PICTURE), picture(findings));
        }
    }

    private PythonSandbox sandbox(List<Example> examples) throws InterruptedException {
        if (examples.stream().allMatch(each -> each.check().test() == null)) {
            return PythonSandbox.impossible("nothing is to be run");
        }
        PythonSandbox sandbox = PythonSandbox.find(environment);
        if (!sandbox.impossible().isEmpty()) {
            err.println(sandbox.impossible() + " Its tests are left out.");
        }
        return sandbox;
    }

    private String picture(Findings findings) {
        return EvaluationPlot.of(
                "%s on %s: %d held-out examples"
                        .formatted(job.persona().id(), job.model().name(), findings.examples()),
                findings);
    }

    private Provenance provenance(EngineClient engine) throws IOException {
        AdapterFile adapter =
                requireNonNull(job.persona().adapters().get(job.model().name()));
        return new Provenance(
                job.persona().id(),
                job.model().name(),
                job.model().sha256(),
                adapter.file().getFileName().toString(),
                adapter.sha256(),
                adapter.scale(),
                Sha256.of(job.examples().heldOutFile()),
                job.persona().promptHash(),
                sampling(),
                mostTokens(),
                "Parley's own, " + engine.props().build());
    }

    private Sampling sampling() {
        return settings().sampling(job.persona());
    }

    private int mostTokens() {
        return Math.min(MOST_TOKENS, settings().maxTokens(job.persona()));
    }

    /** Nobody's configuration but the persona's own. */
    private ReplySettings settings() {
        return new ReplySettings(SamplingOverrides.NONE, null, job.sampling(), true);
    }

    /** Both or, if it is broken off, what was there before. */
    private Path write(String report, String picture) throws IOException {
        Path reportBegun = Files.createTempFile(job.out(), ".evaluation", ".md");
        Path pictureBegun = Files.createTempFile(job.out(), ".evaluation", ".svg");
        try {
            Files.writeString(reportBegun, report);
            Files.writeString(pictureBegun, picture);
            move(pictureBegun, PICTURE);
            return move(reportBegun, REPORT);
        } finally {
            Files.deleteIfExists(reportBegun);
            Files.deleteIfExists(pictureBegun);
        }
    }

    private Path move(Path begun, String name) throws IOException {
        return Files.move(
                begun, job.out().resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
