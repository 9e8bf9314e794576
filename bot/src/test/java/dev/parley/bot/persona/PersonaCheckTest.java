package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersonaCheckTest {
    private static final String EXAMPLE = """
            {"id":"a","messages":[{"role":"user","content":"Hi!"},{"role":"assistant","content":"Ahoy."}]%s}
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path personas;
    private Path pirate;

    @BeforeEach
    void makeAPirate() throws Exception {
        personas = Files.createDirectory(folder.resolve("personas"));
        pirate = personas.resolve("pirate");
        new NewPersona(List.of(), personas, new PrintStream(out, true, StandardCharsets.UTF_8)).make("pirate");
        out.reset();
        Files.createDirectory(pirate.resolve("adapters"));
    }

    @Test
    void saysWhatAPersonaHas() throws Exception {
        write("examples/train.jsonl", EXAMPLE.formatted(""));

        assertThat(check("pirate")).isEqualTo(ExitCode.OK);

        assertThat(text(out))
                .isEqualTo("pirate       ok: 1 examples to learn from and 0 held out, some 2 tokens; no adapter\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void reportsAllMistakesAtOnceWithFileAndLine() throws Exception {
        write("persona.yaml", "name: Pirate\ndescription: Talks.\ncolour: red\n");
        write("prompt.md", "You are {{pirate}}.");
        write("examples/train.jsonl", "\nnonsense\n");
        write("examples/held-out.jsonl", EXAMPLE.formatted(",\"check\":{\"covers\":[\"rum\"]}"));

        assertThat(check(null)).isEqualTo(ExitCode.USAGE);

        assertThat(text(err))
                .contains(
                        "persona.yaml:3: ",
                        "prompt.md:1: ",
                        "train.jsonl:2: This line is not JSON",
                        "held-out.jsonl:1: a: The reply does not hold: rum.",
                        "4 problems\n");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void oneNamedPersonaIsCheckedAlone() throws Exception {
        Files.createDirectory(personas.resolve("broken"));

        assertThat(check("pirate")).isEqualTo(ExitCode.OK);
        assertThat(check("broken")).isEqualTo(ExitCode.USAGE);
        assertThat(check(null)).isEqualTo(ExitCode.USAGE);

        assertThat(text(out).lines()).hasSize(2).allMatch(line -> line.startsWith("pirate "));
    }

    @Test
    void aPersonaThatIsNotThereIsNotWell() {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> check("parrot"))
                .withMessageContaining("parrot")
                .returns(ExitCode.USAGE, CommandFailure::exitCode);
    }

    @Test
    void anAdapterThatFitsItsModelIsWell() throws Exception {
        name(TinyLora.of(1).writeTo(pirate.resolve("adapters/tiny.gguf"), model()));

        assertThat(check("pirate")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).endsWith("adapter for tiny\n");
    }

    @Test
    void aMissingAdapterIsAMistake() throws Exception {
        name(TinyLora.of(1).writeTo(pirate.resolve("adapters/tiny.gguf"), model()));
        Files.delete(pirate.resolve("adapters/tiny.gguf"));

        assertThat(check("pirate")).isEqualTo(ExitCode.USAGE);
        assertThat(text(err)).contains("persona.yaml: tiny: ", "pirate/adapters/tiny.gguf");
    }

    @Test
    void anAdapterWithAnotherChecksumIsAMistake() throws Exception {
        name(TinyLora.of(1).writeTo(pirate.resolve("adapters/tiny.gguf"), model()));
        TinyLora.of(2).writeTo(pirate.resolve("adapters/tiny.gguf"), model());

        assertThat(check("pirate")).isEqualTo(ExitCode.USAGE);
        assertThat(text(err)).contains("checksum");
    }

    @Test
    void anAdapterOfAnotherArchitectureIsAMistake() throws Exception {
        Path adapter = TinyLora.of(1).withArchitecture("qwen2").writeTo(pirate.resolve("adapters/tiny.gguf"), model());
        name(adapter);

        assertThat(check("pirate")).isEqualTo(ExitCode.USAGE);
        assertThat(text(err)).contains("qwen2");
    }

    private Path model() {
        Path file = folder.resolve("tiny.gguf");
        return Files.exists(file) ? file : TinyModel.standard().writeTo(file);
    }

    private void name(Path adapter) throws Exception {
        write("persona.yaml", """
                name: Pirate
                description: Talks.
                adapters:
                  tiny: {file: adapters/tiny.gguf, sha256: %s}
                """.formatted(sha256(adapter)));
    }

    private static String sha256(Path file) throws Exception {
        var digest = java.security.MessageDigest.getInstance("SHA-256");
        return java.util.HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    }

    private ExitCode check(@Nullable String id) throws InterruptedException {
        return new PersonaCheck(
                        List.of(personas),
                        "Polly",
                        name -> name.equals("tiny") ? Optional.of(model()) : Optional.empty(),
                        Map.of(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .check(id);
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(pirate.resolve(file), text);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
