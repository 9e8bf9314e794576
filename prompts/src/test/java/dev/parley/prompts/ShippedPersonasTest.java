package dev.parley.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShippedPersonasTest {
    @Test
    void theFourOfThemLoad() throws PersonaException {
        var library = PersonaLibrary.load(List.of(Path.of("personas")), "Parley");

        assertThat(library.all()).extracting(Persona::id).containsExactly("assistant", "coder", "prompter", "writer");
    }

    @Test
    void theirPromptsAreShortEnoughForASmallModel() throws PersonaException {
        assertThat(PersonaLibrary.load(List.of(Path.of("personas")), "Parley").all())
                .allSatisfy(persona -> assertThat(persona.systemPrompt()).hasSizeLessThan(300));
    }
}
