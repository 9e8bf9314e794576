package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.prompts.PersonaLibrary;
import dev.parley.prompts.examples.Examples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewPersonaTest {
    private static final Pattern UNCOMMENTABLE = Pattern.compile("(?m)^# (?=emoji|sampling|  |adapters)");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path shipped;
    private Path own;
    private NewPersona persona;

    @BeforeEach
    void shipOne() throws Exception {
        shipped = folder.resolve("shipped");
        own = folder.resolve("data/personas");
        Files.createDirectories(shipped.resolve("coder"));
        Files.createDirectories(own);
        persona = new NewPersona(List.of(shipped, own), own, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"pirate, Pirate", "sea-dog, Sea dog", "007, 007", "no, No", "-, -"})
    void worksAtOnce(String id, String name) throws Exception {
        persona.make(id);

        var made = PersonaLibrary.load(List.of(own), "Polly").find(id).orElseThrow();
        assertThat(made.name()).isEqualTo(name);
        assertThat(made.systemPrompt()).startsWith("You are " + name + ",");
    }

    @Test
    void whatIsCommentedOutIsRightToo() throws Exception {
        persona.make("pirate");
        var yaml = own.resolve("pirate/persona.yaml");
        var all = UNCOMMENTABLE
                .matcher(Files.readString(yaml))
                .replaceAll("")
                .replace("64 hexadecimal digits", "ab".repeat(32));
        Files.writeString(yaml, all);

        var made = PersonaLibrary.load(List.of(own), "Polly").find("pirate").orElseThrow();

        assertThat(made.emoji()).isEqualTo(":parrot:");
        assertThat(made.sampling().temperature()).isEqualTo(0.3);
        assertThat(made.sampling().maxTokens()).isEqualTo(512);
        assertThat(made.adapters()).containsOnlyKeys("smollm2-135m-instruct");
    }

    @Test
    void theExampleOfAnExampleIsOne() throws Exception {
        persona.make("pirate");
        var line = Files.readString(own.resolve("pirate/examples/README.md"))
                .lines()
                .filter(each -> each.startsWith("{"))
                .findFirst()
                .orElseThrow();
        Files.writeString(own.resolve("pirate/examples/train.jsonl"), line);

        assertThat(Examples.read(own.resolve("pirate")).train())
                .singleElement()
                .returns("pirate-001", example -> example.id());
    }

    @Test
    void saysWhatComesNext() {
        persona.make("pirate");

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(own.resolve("pirate").toString(), "ask --persona pirate", "persona train pirate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"coder", "pirate"})
    void takesNoNameTwice(String id) throws Exception {
        persona.make("pirate");
        var prompt = own.resolve("pirate/prompt.md");
        Files.writeString(prompt, "Mine.");

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> persona.make(id))
                .withMessageContaining("already")
                .returns(ExitCode.USAGE, CommandFailure::exitCode);
        assertThat(prompt).hasContent("Mine.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pirate", "../x", "set", "", "a b"})
    void refusesWhatIsNoId(String id) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> persona.make(id))
                .returns(ExitCode.USAGE, CommandFailure::exitCode);
        assertThat(own).isEmptyDirectory();
    }

    @Test
    void saysWhereItCannotWrite() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> new NewPersona(List.of(shipped), file, System.out).make("pirate"))
                .withMessageContaining(file.resolve("pirate").toString())
                .returns(ExitCode.STORAGE, CommandFailure::exitCode);
    }
}
