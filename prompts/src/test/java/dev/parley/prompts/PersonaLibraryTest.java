package dev.parley.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonaLibraryTest {
    private static final String SHA = "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    @Test
    void readsAPersonaWithEverythingInIt() throws Exception {
        write("pirate/persona.yaml", """
                name: Pirate
                description: Talks like a pirate.
                sampling:
                  temperature: 0.5
                  top-p: 1
                  top-k: 40
                  min-p: 5e-2
                  repeat-penalty: 1.05
                  max-tokens: 300
                adapters:
                  smollm2-135m-instruct:
                    file: adapters/pirate.gguf
                    scale: 0.8
                    sha256: %s
                """.formatted(SHA));
        write("pirate/prompt.md", "\uFEFFYou are {{bot_name}}, the {{ persona }}.\r\nSay \\{{x}} and { }.\n\n");

        var persona = load().find("pirate").orElseThrow();

        assertThat(persona.name()).isEqualTo("Pirate");
        assertThat(persona.description()).isEqualTo("Talks like a pirate.");
        assertThat(persona.systemPrompt()).isEqualTo("You are Polly, the Pirate.\nSay {{x}} and { }.");
        assertThat(persona.sampling()).isEqualTo(new SamplingOverrides(0.5, 1.0, 40, 0.05, 1.05, 300));
        assertThat(persona.adapters())
                .containsOnlyKeys("smollm2-135m-instruct")
                .containsValue(new AdapterFile(folder.resolve("pirate/adapters/pirate.gguf"), 0.8, SHA));
        assertThat(persona.promptHash()).matches("[0-9a-f]{12}");
    }

    @Test
    void listsThePersonasOfAllFoldersById() throws Exception {
        persona("shipped/zoe", "Zoe");
        persona("shipped/.git", "Not looked at");
        write("shipped/README.md", "No persona.");
        persona("own/anna", "Anna");

        var library = PersonaLibrary.load(List.of(folder.resolve("shipped"), folder.resolve("own")), "Polly");

        assertThat(library.all()).extracting(Persona::id).containsExactly("anna", "zoe");
        assertThat(library.find("bob")).isEmpty();
    }

    @Test
    void theHashFollowsThePromptAndTheSamplingAndNothingElse() throws Exception {
        persona("a", "A");
        persona("b", "B");
        persona("c", "C");
        write("c/prompt.md", "Other.");
        persona("d", "D");
        write("d/persona.yaml", "name: D\ndescription: D.\nsampling: {temperature: 1}\n");

        var hashes = load().all().stream().map(Persona::promptHash).toList();

        assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
        assertThat(List.of(hashes.get(0), hashes.get(2), hashes.get(3))).doesNotHaveDuplicates();
    }

    @Test
    void aValueIsNotSearchedForVariables() throws Exception {
        persona("a", "A");
        write("a/prompt.md", "{{bot_name}}");

        var library = PersonaLibrary.load(List.of(folder), "{{persona}} $1 \\");

        assertThat(library.all().getFirst().systemPrompt()).isEqualTo("{{persona}} $1 \\");
    }

    @Test
    void takesAnEmojiThatPlatformsKnowByName() throws IOException, PersonaException {
        write("owl/persona.yaml", """
                name: Owl
                description: Sees at night.
                emoji: ":owl:"
                """);
        write("owl/prompt.md", "You are an owl.");

        assertThat(PersonaLibrary.load(List.of(folder), "Parley")
                        .find("owl")
                        .orElseThrow()
                        .emoji())
                .isEqualTo(":owl:");

        write("owl/persona.yaml", """
                name: Owl
                description: Sees at night.
                emoji: owl
                """);
        assertThat(problems())
                .containsExactly("owl/persona.yaml:3: 'emoji' must be a name between colons, such as ':owl:'.");
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() throws Exception {
        write("good/persona.yaml", "name: Good\ndescription: Fine.\n");
        write("good/prompt.md", "Fine.");
        write("bad/persona.yaml", """
                name: good
                desciption: A typing mistake.
                sampling:
                  temperature: NaN
                  top-k: -3
                  temperature: 1
                adapters:
                  smollm2:
                    file: ../../secret.gguf
                    sha256: abc
                """);
        write("bad/prompt.md", "One\n{{user}} and {{date}}\n{{open\n");
        write("empty/notes.txt", "");
        write("Set Up/persona.yaml", "- a\n- b\n");
        write("Set Up/prompt.md", " \n");

        assertThat(problems())
                .containsExactly(
                        "Set Up: 'Set Up' is no persona id; name the folder with 1 to 32 of a-z, 0-9 and '-'.",
                        "Set Up/persona.yaml:1: Expected keys and values, such as 'name: Assistant'.",
                        "Set Up/prompt.md:1: The prompt is empty; a plain one is 'You are a helpful assistant.'",
                        "bad/persona.yaml:1: The key 'description' is missing.",
                        "bad/persona.yaml:2: There is no key 'desciption' here; there are name, description, emoji, sampling, adapters.",
                        "bad/persona.yaml:4: temperature must be a number from 0 to 2, not NaN.",
                        "bad/persona.yaml:5: top-k must be a number from 1 to 1000, not -3.",
                        "bad/persona.yaml:6: 'temperature' stands here twice, first in line 4; please keep one.",
                        "bad/persona.yaml:9: 'file' must be a .gguf file inside the persona's folder, not '../../secret.gguf'.",
                        "bad/persona.yaml:10: 'sha256' must be 64 hexadecimal digits, as sha256sum prints them.",
                        "bad/prompt.md:2: There is no variable {{user}}; there are {{bot_name}} and {{persona}}.",
                        "bad/prompt.md:2: There is no variable {{date}}; there are {{bot_name}} and {{persona}}.",
                        "bad/prompt.md:3: '{{' opens a variable that no '}}' closes on this line; write '\\{{' for the braces themselves.",
                        "empty/persona.yaml: This file is missing; a persona is a folder with persona.yaml and prompt.md.",
                        "empty/prompt.md: This file is missing; a persona is a folder with persona.yaml and prompt.md.",
                        "good/persona.yaml:1: The name 'Good' is taken by bad/persona.yaml; choose another one.");
    }

    @Test
    void aLaterFolderMayNotTakeAnId() throws Exception {
        persona("shipped/coder", "Coder");
        persona("own/coder", "My coder");

        var thrown = catchThrowableOfType(
                PersonaException.class,
                () -> PersonaLibrary.load(List.of(folder.resolve("shipped"), folder.resolve("own")), "Polly"));

        assertThat(thrown.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(folder.resolve("own/coder"));
            assertThat(problem.message()).contains("'coder' already, in " + folder.resolve("shipped/coder"));
        });
        assertThat(thrown).hasMessage(thrown.problems().getFirst().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set",
                "show",
                "list",
                "reset",
                "Coder",
                "my_coder",
                "my coder",
                "ö",
                "a23456789012345678901234567890123"
            })
    void idsThatCannotBeTypedAreRefused(String id) throws Exception {
        persona(id, "Name");

        assertThat(problems()).singleElement().asString().startsWith(id + ": '" + id + "' ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "temperature: .nan|temperature must be a number from 0 to 2, not .nan.",
                "temperature: .inf|temperature must be a number from 0 to 2, not .inf.",
                "temperature: -0.1|temperature must be a number from 0 to 2, not -0.1.",
                "temperature: 1e300|temperature must be a number from 0 to 2, not 1e300.",
                "temperature: warm|temperature must be a number from 0 to 2, not warm.",
                "temperature: 1d|temperature must be a number from 0 to 2, not 1d.",
                "temperature: [1]|temperature must be a number from 0 to 2, not a list or a mapping.",
                "temperature:|temperature must be a number from 0 to 2, not empty.",
                "top-p: 0|top-p must be a number from 0.01 to 1, not 0.",
                "min-p: 1.1|min-p must be a number from 0 to 1, not 1.1.",
                "top-k: 1.5|top-k must be a number from 1 to 1000, not 1.5.",
                "repeat-penalty: 0.5|repeat-penalty must be a number from 1 to 2, not 0.5.",
                "max-tokens: 99999999999999999999|max-tokens must be a number from 1 to 32768, not 99999999999999999999.",
            })
    void badNumbersAreRefusedWithTheirLine(String setting, String sentence) throws Exception {
        persona("a", "A");
        write("a/persona.yaml", "name: A\ndescription: A.\nsampling:\n  " + setting + "\n");

        assertThat(problems()).containsExactly("a/persona.yaml:4: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: A\\ndescription: 'x: y|2: This is not YAML",
                "name: A\\ndescription: A.\\n---\\nname: B|3: This is not YAML",
                "name: *unknown|1: This is not YAML",
                "''|1: Expected keys and values",
                "name: A\\ndescription: \"two\\\\nlines\"|2: 'description' must be one line of 1 to 100 characters.",
                "name: A\\ndescription:|2: 'description' must be one line of 1 to 100 characters.",
                "name: A\\ndescription: [A]|2: 'description' must be one line of 1 to 100 characters.",
                "name: A\\ndescription: A.\\nsampling: hot|3: 'sampling' must hold keys and values, indented below it.",
                "name: A\\ndescription: A.\\n[a]: b|3: A key must be a word.",
                "name: A\\ndescription: A.\\nadapters: {m: {file: x.gguf}}|3: The key 'sha256' is missing.",
                "name: A\\ndescription: A.\\nadapters: {m: x.gguf}|3: 'm' must hold keys and values, indented below it.",
            })
    void brokenYamlIsRefusedWithItsLine(String yaml, String problem) throws Exception {
        persona("a", "A");
        write("a/persona.yaml", yaml.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\"));

        assertThat(problems()).singleElement().asString().startsWith("a/persona.yaml:" + problem);
    }

    @Test
    void bytesThatAreNoTextAreRefusedWithTheirLine() throws Exception {
        persona("a", "A");
        Files.write(folder.resolve("a/prompt.md"), "One\nTw\u00F6".getBytes(StandardCharsets.ISO_8859_1));
        write("a/persona.yaml", "name: A\ndescription: \u0007\n");

        assertThat(problems())
                .containsExactly(
                        "a/persona.yaml:2: This line holds the control character U+0007; please remove it.",
                        "a/prompt.md:2: This line is not UTF-8; please save the file as UTF-8.");
    }

    @Test
    void aHugeFileIsRefused() throws Exception {
        persona("a", "A");
        write("a/prompt.md", "x".repeat(70_000));

        assertThat(problems()).containsExactly("a/prompt.md: This file has more than 64 kB; please shorten it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/x.gguf", "../b/x.gguf", "adapters/../../x.gguf", "x.bin", "x\\0.gguf"})
    void anAdapterStaysInItsFolder(String file) throws Exception {
        persona("a", "A");
        write(
                "a/persona.yaml",
                "name: A\ndescription: A.\nadapters:\n  m: {file: \"%s\", sha256: %s}\n".formatted(file, SHA));

        assertThat(problems()).singleElement().asString().startsWith("a/persona.yaml:4: 'file' must be ");
    }

    @Test
    void aFolderThatIsMissingOrHoldsNoPersonaIsRefused() {
        assertThat(problems()).containsExactly(": There is no persona in this folder.");
        var thrown = catchThrowableOfType(
                PersonaException.class, () -> PersonaLibrary.load(List.of(folder.resolve("nowhere")), "Polly"));
        assertThat(thrown).hasMessage(folder.resolve("nowhere") + ": There is no such folder of personas.");
    }

    @Test
    void theBotsNameIsOneLine() {
        assertThatIllegalArgumentException().isThrownBy(() -> PersonaLibrary.load(List.of(folder), " "));
        assertThatIllegalArgumentException().isThrownBy(() -> PersonaLibrary.load(List.of(folder), "a\nb"));
    }

    private PersonaLibrary load() throws PersonaException {
        return PersonaLibrary.load(List.of(folder), "Polly");
    }

    /** The problems with paths as seen from the folder. */
    private List<String> problems() {
        var thrown = catchThrowableOfType(PersonaException.class, this::load);
        return thrown.problems().stream()
                .map(problem -> problem.toString().replace(folder + "/", "").replaceFirst("^" + folder + ":", ":"))
                .toList();
    }

    private void persona(String id, String name) throws IOException {
        write(id + "/persona.yaml", "name: %s\ndescription: Somebody.\n".formatted(name));
        write(id + "/prompt.md", "You are somebody.");
    }

    private void write(String file, String text) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
