package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.ModelFile;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaLibrary;
import dev.parley.prompts.examples.Examples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything around PyTorch; a shell script stands in its place. What PyTorch does is tested by {@code -Ptrain}. */
class PersonaTrainingTest {
    private static final String EXAMPLE = """
            {"id":"%s","messages":[{"role":"user","content":"%s"},{"role":"assistant","content":"Ahoy."}]}
            """;
    /** Puts the adapter and what belongs to it where they are asked for. */
    private static final String WELL = """
            while [ $# -gt 0 ]; do [ "$1" = --out ] && out=$2; [ "$1" = --ids ] && ids=$2; shift; done
            echo '{"event":"step","step":3,"steps":9,"loss":1.5,"tokens_per_second":50,"seconds_left":7}'
            cp "$ids" "${out%%.gguf}.json"
            env > "${out%%.gguf}.png"
            cp %s "$out"
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path personas;
    private Path pirate;
    private Path model;
    private String yaml;

    @BeforeEach
    void makeAPirate() throws Exception {
        personas = Files.createDirectory(folder.resolve("personas"));
        pirate = Files.createDirectory(personas.resolve("pirate"));
        yaml = "# arr\nname: Pirate\ndescription: Talks.\n";
        Files.writeString(pirate.resolve("persona.yaml"), yaml);
        Files.writeString(pirate.resolve("prompt.md"), "You are a pirate.");
        Files.createDirectory(pirate.resolve("examples"));
        examples(EXAMPLE.formatted("a", "Hi!") + EXAMPLE.formatted("b", "How is the sea today?"));
        model = TinyModel.write(folder.resolve("tiny.gguf"));
    }

    @Test
    void namesTheAdapterInThePersonasFileAndLeavesNothingElse() throws Exception {
        Path adapter = TinyLora.of(1).writeTo(folder.resolve("made.gguf"), model);

        assertThat(train(WELL.formatted(adapter))).isEqualTo(pirate.resolve("adapters/tiny.gguf"));

        Persona after =
                PersonaLibrary.load(List.of(personas), "Parley").find("pirate").orElseThrow();
        AdapterFile named = after.adapters().get("tiny.gguf");
        assertThat(named.file()).hasSameBinaryContentAs(adapter);
        assertThat(named.sha256()).matches("[0-9a-f]{64}");
        assertThat(pirate.resolve("persona.yaml")).content().startsWith(yaml);
        assertThat(names(pirate.resolve("adapters"))).containsExactly("tiny.gguf", "tiny.json", "tiny.png");
        assertThat(names(folder.resolve("cache/training"))).isEmpty();
        assertThat(text()).contains("step 3 of 9  loss 1.50  50 tokens/s  7 s left");
    }

    @Test
    void handsOverTheIdsAndWhereTheyComeFrom() throws Exception {
        Path adapter = TinyLora.of(1).writeTo(folder.resolve("made.gguf"), model);

        train(WELL.formatted(adapter));

        assertThat(pirate.resolve("adapters/tiny.json"))
                .content()
                .contains(
                        "{\"id\":\"a\",\"ids\":[1,2,3],\"loss\":[0,0,1]}",
                        "\"persona\":\"pirate\"",
                        "\"data_sha256\":\"");
    }

    @Test
    void tellsPythonNoSecretOfParley() throws Exception {
        Path adapter = TinyLora.of(1).writeTo(folder.resolve("made.gguf"), model);

        train(WELL.formatted(adapter));

        assertThat(pirate.resolve("adapters/tiny.png"))
                .content()
                .contains("HTTPS_PROXY=somewhere")
                .doesNotContain("hush");
    }

    @Test
    void saysWhatTrainingSaysWhenItFails() throws Exception {
        assertRefused("echo '{\"event\":\"failed\",\"message\":\"It is too hot.\"}'; exit 1", "It is too hot.");
    }

    @Test
    void showsTheLastWordsOfATrainingThatBreaksOff() throws Exception {
        assertRefused("echo 'ImportError: no torch' >&2; exit 3", "status 3");
        assertThat(text()).contains("ImportError: no torch");
    }

    @Test
    void anAdapterThatDoesNotFitIsNotTaken() throws Exception {
        Path other = Files.writeString(folder.resolve("made.gguf"), "no GGUF");

        assertRefused(WELL.formatted(other), "no adapter for this model");
    }

    @Test
    void mistakesInTheExamplesComeFirst() throws Exception {
        examples(EXAMPLE.formatted("a", "Hi!") + "nonsense\n");

        assertRefused("exit 9", "mend the examples");
        assertThat(text()).contains("train.jsonl:2: ");
    }

    @Test
    void oneExampleIsNothingToLearnFrom() throws Exception {
        examples(EXAMPLE.formatted("a", "Hi!"));

        assertRefused("exit 9", "train.jsonl");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedBeforeTheWork() throws Exception {
        Files.createFile(pirate.resolve("adapters"));

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> train("exit 9"))
                .withMessageContaining(pirate.resolve("adapters").toString())
                .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.STORAGE));
    }

    private void assertRefused(String script, String words) throws Exception {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> train(script))
                .withMessageContaining(words);
        assertThat(pirate.resolve("persona.yaml")).hasContent(yaml);
        Path adapters = pirate.resolve("adapters");
        assertThat(Files.exists(adapters) ? names(adapters) : List.of()).isEmpty();
        Path work = folder.resolve("cache/training");
        assertThat(Files.exists(work) ? names(work) : List.of()).isEmpty();
    }

    private Path train(String script) throws Exception {
        Path python = Files.createDirectories(folder.resolve("venv/bin")).resolve("python");
        Files.writeString(python, "#!/bin/sh\n" + script);
        assertThat(python.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH",
                System.getenv("PATH"),
                "HTTPS_PROXY",
                "somewhere",
                "DISCORD_TOKEN",
                "hush",
                "SLACK_BOT_TOKEN",
                "hush"));
        environment.put(PythonEnvironment.FOLDER, folder.resolve("venv").toString());
        var training = new PersonaTraining(
                Path.of("..", "prompts", "training").toAbsolutePath(),
                folder.resolve("cache"),
                environment,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InstantSource.system());
        Persona persona =
                PersonaLibrary.load(List.of(personas), "Parley").find("pirate").orElseThrow();
        var job = new PersonaTraining.Job(
                persona, pirate, Examples.read(pirate), new ModelFile("tiny.gguf", model, "", 0), null);
        training.prepare(job);
        return training.train(job, List.of(new TrainingIds("a", List.of(1, 2, 3), List.of(0, 0, 1))));
    }

    private void examples(String lines) throws Exception {
        Files.writeString(pirate.resolve("examples/train.jsonl"), lines);
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static List<String> names(Path of) throws Exception {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
