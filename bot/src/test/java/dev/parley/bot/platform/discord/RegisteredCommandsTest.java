package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bot.words.Language;
import dev.parley.bot.words.Languages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RegisteredCommandsTest {
    private static final Languages ENGLISH = new Languages(Language.EN);

    private final ObjectMapper json = new ObjectMapper();
    private final ArrayNode registered = json.createArrayNode();

    /** As Discord answers them: with what it adds, and without what is off. */
    @BeforeEach
    void register() throws JsonProcessingException {
        for (var each : new DiscordCommands(ENGLISH).all()) {
            var command = (ObjectNode) json.readTree(each.toData().toString());
            registered.add(command.put("id", "1").put("version", "2").put("default_permission", true));
        }
    }

    @Test
    void findsNothingInWhatItRegisteredItself() throws JsonProcessingException {
        var found = RegisteredCommands.compare(registered, ENGLISH);

        assertThat(found.ours()).isEqualTo(registered.size());
        assertThat(found.missing()).isEmpty();
        assertThat(found.changed()).isEmpty();
        assertThat(found.foreign()).isEmpty();
    }

    @Test
    void namesWhatIsMissingAndWhatIsNotOurs() throws JsonProcessingException {
        String gone = registered.remove(0).path("name").asText();
        registered.addObject().put("name", "roll").put("type", 1).put("description", "rolls a die");

        var found = RegisteredCommands.compare(registered, ENGLISH);

        assertThat(found.missing()).containsExactly("/" + gone);
        assertThat(found.foreign()).containsExactly("/roll");
    }

    @Test
    void namesWhatHasOtherOptions() throws JsonProcessingException {
        for (var each : registered) {
            if (each.path("name").asText().equals("ask")) {
                ((ArrayNode) each.path("options")).remove(0);
            }
        }

        assertThat(RegisteredCommands.compare(registered, ENGLISH).changed()).containsExactly("/ask");
    }

    @Test
    void seesAnotherLanguage() throws JsonProcessingException {
        assertThat(RegisteredCommands.compare(registered, new Languages(Language.DE))
                        .changed())
                .contains("/ask", "/persona");
    }
}
