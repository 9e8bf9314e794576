package dev.parley.bot;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.persona.PersonaEvaluation;
import dev.parley.bot.terminal.Terminals;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.TransportLimits;
import dev.parley.prompts.PersonaLibrary;
import dev.parley.prompts.examples.Examples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code parley persona evaluate}: with an engine of its own, beside whatever else runs. */
final class EvaluatePersona {
    /** Nobody waits for a single reply, and a machine that is busy with something else is slow. */
    private static final TransportLimits PATIENT = new TransportLimits(
            TransportLimits.DEFAULT.connect(),
            Duration.ofMinutes(30),
            TransportLimits.DEFAULT.eventBytes(),
            TransportLimits.DEFAULT.bodyBytes());

    private final Start start;

    EvaluatePersona(Start start) {
        this.start = start;
    }

    ExitCode evaluate(String id, @Nullable Integer limit, @Nullable Path out) throws InterruptedException, IOException {
        PersonaLibrary library = PersonaFolders.load(start);
        PersonaFolders.require(library, id);
        Path folder = PersonaFolders.of(start, id);
        start.home().prepare();
        ModelSetup.Ready model = new ModelSetup(start).ready(null);
        var job = new PersonaEvaluation.Job(
                library.find(id).orElseThrow(),
                Examples.read(folder),
                limit,
                out == null ? folder : out.toAbsolutePath(),
                model.file(),
                model.sampling());
        var evaluation =
                new PersonaEvaluation(job, start.environment(), start.err(), Terminals.standardErrorIsTerminal());
        evaluation.prepare();
        try (Closer closer = new Closer()) {
            EngineClient client = EngineStart.alone(closer, start, model.file(), PATIENT);
            start.out().println(evaluation.evaluate(client));
            return ExitCode.OK;
        }
    }
}
