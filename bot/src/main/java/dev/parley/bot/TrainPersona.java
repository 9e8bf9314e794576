package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.persona.PersonaTraining;
import dev.parley.bot.persona.TrainingIds;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.TransportLimits;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaLibrary;
import dev.parley.prompts.examples.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code parley persona train}: the engine turns the examples into tokens and leaves, then training has the machine. */
final class TrainPersona {
    private final Start start;

    TrainPersona(Start start) {
        this.start = start;
    }

    ExitCode train(String id, @Nullable Path data, @Nullable Integer epochs) throws InterruptedException, IOException {
        PersonaLibrary library = PersonaFolders.load(start);
        PersonaFolders.require(library, id);
        if (data != null && !Files.isRegularFile(data)) {
            throw new CommandFailure(ExitCode.USAGE, "There is no file " + data + ".");
        }
        Persona persona = library.find(id).orElseThrow();
        Path folder = PersonaFolders.of(start, id);
        start.home().prepare();
        ModelSetup.Ready model = new ModelSetup(start).ready(null);
        Examples examples = data == null ? Examples.read(folder) : Examples.read(folder, data.toAbsolutePath());
        var job = new PersonaTraining.Job(persona, folder, examples, model.file(), epochs);
        var training = new PersonaTraining(
                PersonaFolders.recipe(),
                start.home().cache(),
                start.environment(),
                start.err(),
                InstantSource.system());
        training.prepare(job);
        Path adapter = training.train(job, ids(job));
        start.out().println("The adapter is " + adapter + ", and persona.yaml names it.");
        start.out().println("Next: parley persona evaluate " + id);
        return ExitCode.OK;
    }

    private List<TrainingIds> ids(PersonaTraining.Job job) throws InterruptedException {
        try (Closer closer = new Closer()) {
            EngineClient client = EngineStart.alone(closer, start, job.model(), TransportLimits.DEFAULT);
            return job.examples().train().stream()
                    .map(example -> TrainingIds.of(client, job.persona(), example))
                    .toList();
        }
    }
}
