package dev.parley.bot.persona;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.terminal.StepProgress;
import dev.parley.engine.models.LoraFile;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.models.ModelFileException;
import dev.parley.engine.models.Sha256;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaException;
import dev.parley.prompts.PersonaYaml;
import dev.parley.prompts.examples.Examples;
import dev.parley.prompts.examples.Judge;
import dev.parley.prompts.examples.PythonSandbox;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * {@code parley persona train}: from examples to an adapter that the persona's file names. Until the adapter is whole and
 * fits its base, everything happens in a folder that is deleted at the end; the persona stays as it was.
 */
public final class PersonaTraining {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration NEXT_LINE = Duration.ofSeconds(5);

    private final Path recipe;
    private final Path cache;
    private final Map<String, String> environment;
    private final PrintStream err;
    private final InstantSource clock;

    /**
     * What is trained.
     *
     * @param persona who is to get the adapter
     * @param folder the persona's
     * @param examples to learn from
     * @param model the base
     * @param epochs how often all examples are read, at least 1; null for as often as the recipe finds good
     */
    public record Job(
            Persona persona,
            Path folder,
            Examples examples,
            ModelFile model,
            @Nullable Integer epochs) {}

    /**
     * What is needed for training.
     *
     * @param recipe the folder of the Python project
     * @param cache where packages, and files that are in the making, may lie
     * @param environment of this process, in which Python is looked for
     * @param err hears what happens
     * @param clock says when the next line is due
     */
    public PersonaTraining(
            Path recipe, Path cache, Map<String, String> environment, PrintStream err, InstantSource clock) {
        this.recipe = recipe;
        this.cache = cache;
        this.environment = Map.copyOf(environment);
        this.err = err;
        this.clock = clock;
    }

    /**
     * Refuses what would fail after the work, and makes Python ready; the packages are fetched the first time.
     *
     * @param job what is to be trained
     * @throws CommandFailure if there are too few examples, mistakes in them, no place for the result, or no Python
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public void prepare(Job job) throws InterruptedException {
        int examples = job.examples().train().size();
        var problems = job.examples().problems(new Judge(PythonSandbox.impossible("it is not to be run now")));
        if (!problems.isEmpty()) {
            problems.forEach(err::println);
            throw new CommandFailure(
                    ExitCode.USAGE, "Please mend the examples first; parley persona check shows the same.");
        }
        if (examples < 2) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "There is nothing to learn from: put examples into "
                            + job.examples().trainFile() + ", 10 for a try and 200 for good.");
        }
        Path adapters = job.folder().resolve("adapters");
        try {
            Files.createDirectories(adapters);
            Files.delete(Files.createTempFile(adapters, ".writable", ""));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.STORAGE,
                    "The adapter would have to lie in " + adapters + ", which cannot be written (" + e.getMessage()
                            + "). Copy the persona's folder under another name into your own personas and train that.");
        }
        err.println(String.format(
                Locale.ROOT,
                "Training '%s' for %s with %,d examples.",
                job.persona().id(),
                job.model().name(),
                examples));
        new PythonEnvironment(recipe, cache, environment, err).ready();
    }

    /**
     * Trains, checks the adapter and names it in the persona's file.
     *
     * @param job what {@link #prepare} was asked about
     * @param ids its examples as token ids
     * @return the adapter
     * @throws CommandFailure if training fails or its result is no adapter for the model; the persona is as it was then
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public Path train(Job job, List<TrainingIds> ids) throws InterruptedException {
        Path python = new PythonEnvironment(recipe, cache, environment, err).ready();
        try {
            Path work = Files.createTempDirectory(Files.createDirectories(cache.resolve("training")), "work");
            Thread hook = Thread.ofPlatform().unstarted(() -> deleteQuietly(work));
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                return finish(job, trained(job, ids, python, work));
            } finally {
                deleteQuietly(work);
                Programs.forget(hook);
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.STORAGE, "A file of the training cannot be written: " + e.getMessage());
        }
    }

    private Path trained(Job job, List<TrainingIds> ids, Path python, Path work)
            throws IOException, InterruptedException {
        Path idsFile = work.resolve("ids.json");
        // In this order each time: the same examples give the same file.
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("persona", job.persona().id());
        told.put("prompt_hash", job.persona().promptHash());
        told.put("model", job.model().name());
        told.put("data_sha256", Sha256.of(job.examples().trainFile()));
        told.put("examples", ids);
        JSON.writeValue(idsFile.toFile(), told);
        Path adapter = work.resolve(fileName(job.model()) + ".gguf");
        List<String> command = new ArrayList<>(List.of(
                python.toString(),
                "-m",
                "parley_training.train",
                "--model",
                job.model().path().toAbsolutePath().toString(),
                "--ids",
                idsFile.toString(),
                "--out",
                adapter.toString()));
        if (job.epochs() != null) {
            command.addAll(List.of("--epochs", job.epochs().toString()));
        }
        err.println("Reading the model ...");
        var failure = new AtomicReference<String>();
        var shown = new AtomicReference<>(Instant.MIN);
        Programs.Ended ended = new Programs(environment)
                .run(
                        command,
                        Map.of(
                                "PYTHONPATH", recipe.toString(),
                                "PYTHONDONTWRITEBYTECODE", "1",
                                "PYTHONIOENCODING", "utf-8"),
                        line -> show(line, failure, shown));
        if (failure.get() != null) {
            throw new CommandFailure(ExitCode.ENGINE, failure.get());
        }
        if (ended.code() != 0 || !Files.exists(adapter)) {
            err.println(ended.lastWords());
            throw new CommandFailure(
                    ExitCode.ENGINE,
                    "Training ended with status " + ended.code()
                            + "; its last words stand above. A status of 137 means that memory ran out.");
        }
        return adapter;
    }

    private void show(String line, AtomicReference<String> failure, AtomicReference<Instant> shown) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JsonProcessingException _) {
            return;
        }
        switch (event.path("event").asText("")) {
            case "start" ->
                err.println("On the " + event.path("device").asText() + "; "
                        + event.path("validation").asInt() + " of the examples say when to stop.");
            case "step" -> {
                Instant now = clock.instant();
                if (Duration.between(shown.get(), now).compareTo(NEXT_LINE) >= 0) {
                    shown.set(now);
                    err.println(String.format(
                            Locale.ROOT,
                            "step %d of %d  loss %.2f  %.0f tokens/s  %s left",
                            event.path("step").asInt(),
                            event.path("steps").asInt(),
                            event.path("loss").asDouble(),
                            event.path("tokens_per_second").asDouble(),
                            StepProgress.time(event.path("seconds_left").asLong())));
                }
            }
            case "validation" ->
                err.println(String.format(
                        Locale.ROOT,
                        "step %d  validation loss %.3f%s",
                        event.path("step").asInt(),
                        event.path("loss").asDouble(),
                        event.path("best").asBoolean() ? ", the best so far" : ""));
            case "done" ->
                err.println(String.format(
                        Locale.ROOT,
                        "Done in %s: validation loss %.3f, %.3f before.",
                        StepProgress.time(event.path("seconds").asLong()),
                        event.path("validation_best").asDouble(),
                        event.path("validation_before").asDouble()));
            case "failed" -> failure.set(event.path("message").asText());
            default -> {}
        }
    }

    /** The adapter last: what belongs to it lies there before anybody may look for it. */
    private static Path finish(Job job, Path made) throws IOException {
        LoraFile checked;
        try {
            checked = LoraFile.check(made, job.model().path());
        } catch (ModelFileException e) {
            throw new CommandFailure(
                    ExitCode.ENGINE, "What was trained is no adapter for this model: " + e.getMessage());
        }
        String name = fileName(job.model());
        Path adapters = job.folder().resolve("adapters");
        for (String ending : List.of(".png", ".json", ".gguf")) {
            Path part = adapters.resolve("." + name + ending + ".part");
            Files.copy(made.resolveSibling(name + ending), part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    part,
                    adapters.resolve(name + ending),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Path adapter = adapters.resolve(name + ".gguf");
        try {
            PersonaYaml.register(job.folder(), job.model().name(), new AdapterFile(adapter, 1, checked.sha256()));
        } catch (PersonaException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        return adapter;
    }

    private static String fileName(ModelFile model) {
        return model.name().replaceAll("\\.gguf$", "").replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private static void deleteQuietly(Path folder) {
        try {
            PythonEnvironment.delete(folder);
        } catch (IOException _) {
            // A folder in the cache; nobody looks into it.
        }
    }
}
