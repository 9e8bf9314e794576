package dev.parley.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.engine.core.Message.Role;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the ids that Jinja and Hugging Face's tokenizers gave: {@code src/test/golden/make_golden.py}. */
final class GoldenPromptsTest {

    @TempDir
    Path folder;

    @Test
    void encodesAsTheOfficialTemplateAndTokenizerDo() throws IOException {
        compare(Models.of(TinyModel.write(folder.resolve("tiny.gguf"))), "tiny");
    }

    @Test
    @Tag("model")
    void encodesAsTheOfficialTemplateAndTokenizerDoWithTheRealVocabulary() throws IOException {
        compare(Models.of(RealModel.file()), "smollm2");
    }

    private static void compare(Models models, String name) throws IOException {
        JsonNode conversations = golden().path("conversations");
        assertThat(conversations).hasSize(200);
        try (Engine engine = models.open()) {
            for (JsonNode conversation : conversations) {
                Prompt prompt = engine.prompts().encode(messages(conversation), null);

                assertThat(prompt.tokens())
                        .as("%s", conversation.path("messages"))
                        .isEqualTo(ids(conversation, name));
                assertThat(prompt.messageTokens())
                        .hasSize(conversation.path("messages").size())
                        .allMatch(count -> count > 0);
            }
        }
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in = GoldenPromptsTest.class.getResourceAsStream("golden-prompts.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static List<Message> messages(JsonNode conversation) {
        return StreamSupport.stream(conversation.path("messages").spliterator(), false)
                .map(each -> new Message(
                        Role.valueOf(each.path(0).asText().toUpperCase(Locale.ROOT)),
                        each.path(1).asText()))
                .toList();
    }

    private static int[] ids(JsonNode conversation, String name) {
        JsonNode ids = conversation.path(name);
        return IntStream.range(0, ids.size()).map(i -> ids.path(i).asInt()).toArray();
    }
}
