package dev.parley.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonaYamlTest {
    private static final String HEAD = """
            # Who it is
            name: Pirate # arr
            description: Says it as a pirate would, with a 🦜.
            """;
    private static final String SHA = "0123".repeat(16);
    private static final String OLD_SHA = "ab".repeat(32);

    @TempDir
    Path folders;

    private Path folder;

    @BeforeEach
    void prompt() throws Exception {
        folder = Files.createDirectories(folders.resolve("pirate"));
        Files.writeString(folder.resolve("prompt.md"), "You are a pirate.");
    }

    private String register(String yaml) throws Exception {
        Files.writeString(folder.resolve("persona.yaml"), yaml);
        PersonaYaml.register(folder, "tiny-1.5", adapter());
        return Files.readString(folder.resolve("persona.yaml"));
    }

    private AdapterFile adapter() {
        return new AdapterFile(folder.resolve("adapters/tiny-1.5.gguf"), 1, SHA);
    }

    @Test
    void addsWhereThereIsNone() throws Exception {
        assertThat(register(HEAD)).isEqualTo(HEAD + """
                adapters:
                  tiny-1.5:
                    file: adapters/tiny-1.5.gguf
                    scale: 1.0
                    sha256: '%s'
                """.formatted(SHA));
    }

    @Test
    void changesTheEntryAndKeepsItsComments() throws Exception {
        assertThat(register(HEAD + """
                adapters:
                  # trained in May
                  tiny-1.5:
                    file: adapters/old.gguf   # too strong?
                    scale: 0.5 # yes
                    sha256: %s
                  other: {file: adapters/other.gguf, sha256: %s} # stays
                # the end
                """.formatted(OLD_SHA, OLD_SHA))).isEqualTo(HEAD + """
                adapters:
                  # trained in May
                  tiny-1.5:
                    file: adapters/tiny-1.5.gguf   # too strong?
                    scale: 1.0 # yes
                    sha256: '%s'
                  other: {file: adapters/other.gguf, sha256: %s} # stays
                # the end
                """.formatted(SHA, OLD_SHA));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adapters:\n",
                "adapters: # none yet\nemoji: ':owl:'\n",
                "adapters: {}\nemoji: ':owl:'",
                "adapters: {other: {file: a.gguf, sha256: SHA}}\n",
                "adapters: {tiny-1.5: {file: a.gguf, sha256: SHA}, other: {file: b.gguf, sha256: SHA}}\n",
                "adapters:\n    other:\n        file: a.gguf\n        sha256: SHA\nemoji: ':owl:'\n",
                "adapters:\r\n  tiny-1.5:\r\n    sha256: SHA\r\n    file: a.gguf\r\n",
                "adapters:\n  \"tiny-1.5\":\n    file: \"a.gguf\"\n    sha256: SHA"
            })
    void whateverTheStyleTheLibraryReadsTheNewAdapterAndTheOthers(String adapters) throws Exception {
        var after = register(HEAD + adapters.replace("SHA", OLD_SHA));

        var persona =
                PersonaLibrary.load(List.of(folders), "Parley").find("pirate").orElseThrow();
        assertThat(persona.adapters()).containsEntry("tiny-1.5", adapter());
        assertThat(persona.adapters()).hasSize(adapters.contains("other") ? 2 : 1);
        assertThat(after).startsWith(HEAD);
        assertThat(after.contains("none yet")).isEqualTo(adapters.contains("none yet"));
    }

    @Test
    void registersTwiceAsOnce() throws Exception {
        var once = register(HEAD);

        assertThat(register(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"adapters: 5\n", "adapters: [a]\n", "adapters: {tiny-1.5: [a]}\n", "adapters: {x\n", "- a\n"})
    void leavesAFileThatItCannotChangeAndSaysWhatToWrite(String wrong) throws Exception {
        assertThatThrownBy(() -> register(wrong))
                .isInstanceOf(PersonaException.class)
                .hasMessageContaining("persona.yaml")
                .hasMessageContaining(
                        "adapters: {tiny-1.5: {file: adapters/tiny-1.5.gguf, scale: 1.0, sha256: '" + SHA);

        assertThat(folder.resolve("persona.yaml")).hasContent(wrong);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }
}
