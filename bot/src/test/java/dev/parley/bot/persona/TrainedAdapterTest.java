package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.engine.client.AdapterUse;
import dev.parley.engine.client.EchoedToken;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.ModelFile;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaLibrary;
import dev.parley.prompts.examples.Check;
import dev.parley.prompts.examples.Example;
import dev.parley.prompts.examples.Examples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training as it is, with PyTorch, on the tiny model: {@code mvn verify -Ptrain}. The packages are fetched once, into
 * {@code target}, unless {@code PARLEY_TRAINING_VENV} names where they are.
 */
@Tag("train")
class TrainedAdapterTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path RECIPE =
            Path.of("..", "prompts", "training").toAbsolutePath().normalize();
    private static final int EPOCHS = 10;
    /** A model whose words are random says them with -log p of some 8; learning half of what there is is plain. */
    private static final double RISE = 1;

    private static final List<String> PLACES = List.of("town", "river", "bridge", "street", "hills", "water", "list");
    private static final List<String> QUESTIONS = List.of("How is the", "Tell me about the", "Where is the");

    @TempDir
    private static Path folder;

    private static TinyEngine running;
    private static EngineClient engine;
    private static Path model;
    private static Path pirate;
    private static Persona untrained;
    private static Path adapter;

    @BeforeAll
    @Timeout(value = 40, unit = TimeUnit.MINUTES) // PyTorch is large
    static void train() throws Exception {
        model = TinyModel.write(folder.resolve("tiny.gguf"));
        pirate = Files.createDirectories(folder.resolve("personas/pirate"));
        Files.writeString(pirate.resolve("persona.yaml"), "name: Pirate\ndescription: Talks.\n");
        Files.writeString(pirate.resolve("prompt.md"), "You are a good friend of the town.");
        var lines = new StringBuilder();
        for (String place : PLACES) {
            for (String question : QUESTIONS) {
                lines.append("""
                        {"id":"%1$s %2$s","messages":[{"role":"user","content":"%1$s %2$s?"},{"role":"assistant","content":"%3$s"}]}
                        """.formatted(question, place, reply(place)));
            }
        }
        Files.createDirectory(pirate.resolve("examples"));
        Files.writeString(pirate.resolve("examples/train.jsonl"), lines);
        untrained = persona();
        running = TinyEngine.start(folder, model);
        engine = running.client();
        var training = new PersonaTraining(
                RECIPE, Path.of("target").toAbsolutePath(), System.getenv(), System.err, InstantSource.system());
        var job = new PersonaTraining.Job(
                untrained, pirate, Examples.read(pirate), new ModelFile("tiny", model, "", 0), EPOCHS);
        training.prepare(job);
        adapter = training.train(
                job,
                job.examples().train().stream()
                        .map(example -> TrainingIds.of(engine, untrained, example))
                        .toList());
    }

    @AfterAll
    static void stop() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void isNamedInThePersonasFileWithItsPictureAndRecordBesideIt() throws Exception {
        AdapterFile named = persona().adapters().get("tiny");

        assertThat(named.file()).isEqualTo(adapter);
        assertThat(JSON.readTree(pirate.resolve("adapters/tiny.json").toFile())
                        .path("adapter_sha256")
                        .asText())
                .isEqualTo(named.sha256());
        assertThat(Files.readAllBytes(pirate.resolve("adapters/tiny.png"))).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void makesRepliesLikelierThatWereNeverSeen() throws Exception {
        var heldOut = TrainingIds.of(engine, untrained, heldOut("question"));

        assertThat(logProbability(heldOut, List.of(loaded()))).isGreaterThan(logProbability(heldOut, List.of()) + RISE);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void saysTheSameInPyTorchAndInTheEngine() throws Exception {
        var ids = folder.resolve("ids.json");
        JSON.writeValue(
                ids.toFile(),
                Map.of(
                        "examples",
                        List.of(
                                TrainingIds.of(engine, untrained, heldOut("question")),
                                TrainingIds.of(engine, untrained, heldOut("answer")))));
        var lines = new ArrayList<JsonNode>();
        var python =
                new PythonEnvironment(RECIPE, Path.of("target").toAbsolutePath(), System.getenv(), System.err).ready();

        var ended = new Programs(System.getenv())
                .run(
                        List.of(
                                python.toString(),
                                "-m",
                                "parley_training.agree",
                                "--engine",
                                running.supervisor().address().base().toString(),
                                "--model",
                                model.toString(),
                                "--ids",
                                ids.toString(),
                                "--adapter",
                                adapter.toString()),
                        Map.of(
                                "PYTHONPATH", RECIPE.toString(),
                                "PYTHONDONTWRITEBYTECODE", "1",
                                "PARLEY_ENGINE_TOKEN",
                                        running.supervisor().address().token()),
                        line -> lines.add(parse(line)));

        assertThat(ended.code()).as("%s %s", lines, ended.lastWords()).isZero();
        assertThat(lines).hasSize(2).allSatisfy(line -> {
            assertThat(line.path("same_likeliest").asDouble()).isGreaterThanOrEqualTo(0.97);
            assertThat(line.path("mean_difference").asDouble()).isLessThan(0.02);
        });
        System.err.println(lines);
    }

    private static String reply(String place) {
        return "The " + place + " is open in the morning, and there is nothing to fear.";
    }

    private static Example heldOut(String place) {
        return new Example(
                place,
                List.of(
                        new Example.Message("user", "What is with the " + place + "?"),
                        new Example.Message("assistant", reply(place))),
                Check.NONE,
                1);
    }

    private static Persona persona() throws Exception {
        return PersonaLibrary.load(List.of(folder.resolve("personas")), "Parley")
                .find("pirate")
                .orElseThrow();
    }

    private static AdapterUse loaded() throws Exception {
        int id = engine.loadAdapter(adapter, persona().adapters().get("tiny").sha256())
                .orElseThrow();
        return new AdapterUse(id, 1);
    }

    /** The mean over the tokens that the model would have to write. */
    private static double logProbability(TrainingIds example, List<AdapterUse> adapters) {
        List<EchoedToken> echoed = engine.echo(example.ids(), 1, adapters);
        double sum = 0;
        int count = 0;
        for (int i = 1; i < example.ids().size(); i++) {
            if (example.loss().get(i) == 1) {
                sum += echoed.get(i - 1).logProbability();
                count++;
            }
        }
        return sum / count;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(line, e);
        }
    }
}
