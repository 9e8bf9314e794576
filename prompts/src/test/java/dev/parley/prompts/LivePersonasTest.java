package dev.parley.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePersonasTest {
    private static final String SHA = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    private final List<PersonaException> told = new ArrayList<>();
    private LivePersonas personas;

    @BeforeEach
    void open() throws Exception {
        write("shipped/owl/persona.yaml", "name: Owl\ndescription: Hoots.\n");
        write("shipped/owl/prompt.md", "You hoot.");
        personas = LivePersonas.open(
                List.of(folder.resolve("shipped"), folder.resolve("own")), "Polly", Set.of("owl"), told::add);
    }

    @Test
    void staysTheSameWhileNoFileChanges() {
        assertThat(personas.now()).isSameAs(personas.now());
    }

    @Test
    void followsThePrompt() throws IOException {
        String before = owl().promptHash();
        write("shipped/owl/prompt.md", "You hoot at night.");

        assertThat(owl().systemPrompt()).isEqualTo("You hoot at night.");
        assertThat(owl().promptHash()).isNotEqualTo(before);
    }

    @Test
    void followsWhatThePersonaIsMadeOf() throws IOException {
        write(
                "shipped/owl/persona.yaml",
                "name: Owl\ndescription: Hoots.\nadapters:\n  tiny: {file: a.gguf, scale: 0.5, sha256: " + SHA + "}\n");

        assertThat(owl().adapters())
                .containsEntry("tiny", new AdapterFile(folder.resolve("shipped/owl/a.gguf"), 0.5, SHA));
    }

    @Test
    void readsThemAgainForABotOfAnotherName() throws Exception {
        write("shipped/owl/prompt.md", "You are {{bot_name}}.");
        personas.reread("Molly", Set.of("owl"));

        assertThat(owl().systemPrompt()).isEqualTo("You are Molly.");
        write("shipped/owl/prompt.md", "You are {{bot_name}}!");
        assertThat(owl().systemPrompt()).isEqualTo("You are Molly!");
    }

    @Test
    void changesNothingWhereOneThatIsNeededIsNotThere() {
        var before = personas.now();

        assertThatThrownBy(() -> personas.reread("Molly", Set.of("cat")))
                .hasMessageContaining("There is no persona 'cat'");
        assertThat(personas.now()).isSameAs(before);
        assertThat(personas.mistakes()).isEmpty();
    }

    @Test
    void findsAPersonaInAFolderThatCameLaterAndLosesIt() throws IOException {
        write("own/cat/persona.yaml", "name: Cat\ndescription: Purrs.\n");
        write("own/cat/prompt.md", "You purr.");
        assertThat(personas.now().all()).extracting(Persona::id).containsExactly("cat", "owl");

        delete("own/cat");
        assertThat(personas.now().all()).extracting(Persona::id).containsExactly("owl");
    }

    @Test
    void keepsThemAsTheyWereUntilAMistakeIsMended() throws IOException {
        write("shipped/owl/prompt.md", "You {{hoot}}.");
        assertThat(owl().systemPrompt()).isEqualTo("You hoot.");
        assertThat(personas.mistakes().orElseThrow())
                .hasMessageContaining("prompt.md:1")
                .hasMessageContaining("hoot");

        write("shipped/owl/prompt.md", "You hoot again.");
        assertThat(owl().systemPrompt()).isEqualTo("You hoot again.");
        assertThat(personas.mistakes()).isEmpty();
    }

    @Test
    void tellsOfAMistakeOnceAndOfTheNextOneToo() throws IOException {
        write("shipped/owl/prompt.md", "");
        personas.now();
        personas.now();
        assertThat(told).hasSize(1);

        write("shipped/owl/persona.yaml", "nome: Owl\n");
        personas.now();
        assertThat(told).hasSize(2);
    }

    @Test
    void keepsAPersonaThatIsNeededWhenItsFolderGoes() throws IOException {
        write("shipped/cat/persona.yaml", "name: Cat\ndescription: Purrs.\n");
        write("shipped/cat/prompt.md", "You purr.");
        delete("shipped/owl");

        assertThat(owl().systemPrompt()).isEqualTo("You hoot.");
        assertThat(told)
                .singleElement()
                .satisfies(each -> assertThat(each).hasMessageContaining("There is no persona 'owl'"));
    }

    @Test
    void keepsThemWhenTheWholeFolderGoes() throws IOException {
        delete("shipped");

        assertThat(owl().systemPrompt()).isEqualTo("You hoot.");
        assertThat(told).hasSize(1);
    }

    @Test
    void refusesMistakesAtTheStart() throws IOException {
        write("shipped/owl/prompt.md", "");

        assertThatThrownBy(() -> LivePersonas.open(List.of(folder.resolve("shipped")), "Polly", Set.of(), told::add))
                .isInstanceOf(PersonaException.class);
        assertThat(told).isEmpty();
    }

    private Persona owl() {
        return personas.now().find("owl").orElseThrow();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void delete(String file) throws IOException {
        try (var all = Files.walk(folder.resolve(file))) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
