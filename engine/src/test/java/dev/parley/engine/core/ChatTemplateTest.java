package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.assistant;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.engine.core.ChatTemplate.Part;
import dev.parley.engine.fixture.TestLibrary;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChatTemplateTest {

    private LlamaModel model;

    @BeforeAll
    void load(@TempDir Path folder) {
        model = LlamaModel.load(TestLibrary.get(), TinyModel.write(folder.resolve("tiny.gguf")), 0);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatml",
                "llama2",
                "llama2-sys",
                "llama2-sys-bos",
                "llama2-sys-strip",
                "mistral-v1",
                "mistral-v3",
                "mistral-v3-tekken",
                "mistral-v7",
                "phi3",
                "phi4",
                "falcon3",
                "zephyr",
                "monarch",
                "gemma",
                "orion",
                "openchat",
                "vicuna",
                "vicuna-orca",
                "deepseek",
                "deepseek2",
                "deepseek3",
                "command-r",
                "llama3",
                "chatglm3",
                "chatglm4",
                "glmedge",
                "minicpm",
                "exaone3",
                "rwkv-world",
                "granite",
                "gigachat",
                "megrez"
            })
    void laysOutEachTextOnceAndInOrder(String name) {
        ChatTemplate template = new ChatTemplate(model, name);
        List<Message> messages = List.of(system("a"), user("b"), assistant("c"), user("d"), assistant("e"), user("f"));
        for (int length = 2; length <= messages.size(); length++) {
            List<Part> parts = template.layOut(messages.subList(0, length));

            assertThat(parts.stream()
                            .filter(Part.Content.class::isInstance)
                            .map(each -> ((Part.Content) each).message()))
                    .as("%s of %s messages", name, length)
                    .containsExactlyElementsOf(
                            java.util.stream.IntStream.range(0, length).boxed().toList());
            assertThat(parts)
                    .filteredOn(Part.Literal.class::isInstance)
                    .noneMatch(each -> ((Part.Literal) each).text().contains("\t"));
            if (messages.get(length - 1).role() == Message.Role.ASSISTANT) {
                assertThat(parts.getLast()).isInstanceOf(Part.Content.class);
            }
        }
        List<Part> whole = template.layOut(messages);
        List<Part> between = template.betweenReplyAndMessage();
        int reply = whole.indexOf(contentOf(whole, 2));
        assertThat(whole.subList(reply + 1, whole.indexOf(contentOf(whole, 3))))
                .as(name)
                .isEqualTo(between);
    }

    private static Part contentOf(List<Part> parts, int message) {
        return parts.stream()
                .filter(each -> each instanceof Part.Content content && content.message() == message)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsTheControlTokensThatTheTemplateWrites() {
        assertThat(new ChatTemplate(model, "chatml").layOut(List.of(system("a"), user("b"))))
                .containsExactly(
                        new Part.Control(1),
                        new Part.Literal("system\n"),
                        new Part.Content(0, false),
                        new Part.Control(2),
                        new Part.Literal("\n"),
                        new Part.Control(1),
                        new Part.Literal("user\n"),
                        new Part.Content(1, false),
                        new Part.Control(2),
                        new Part.Literal("\n"),
                        new Part.Control(1),
                        new Part.Literal("assistant\n"));
    }

    @Test
    void knowsWhereTheTemplateStrips() {
        assertThat(new ChatTemplate(model, "gemma").layOut(List.of(user("a")))).contains(new Part.Content(0, true));
        assertThat(new ChatTemplate(model, "chatml").layOut(List.of(user("a")))).contains(new Part.Content(0, false));
    }

    @Test
    void refusesAConversationThatTheTemplateCannotTell() {
        ChatTemplate template = new ChatTemplate(model, "gemma");

        assertThatThrownBy(() -> template.layOut(List.of(user("a"), system("b"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("roles");
    }

    @Test
    void refusesAModelWithoutATemplateThatItKnows() {
        assertThatThrownBy(() -> new ChatTemplate(model, null))
                .isInstanceOf(LlamaException.class)
                .hasMessageContaining("no chat template");
        assertThatThrownBy(() -> new ChatTemplate(model, "{{ messages }}"))
                .isInstanceOf(LlamaException.class)
                .hasMessageContaining("engine.chat-template");
    }
}
