package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.prompts.Persona;
import dev.parley.prompts.SamplingOverrides;
import dev.parley.prompts.examples.Check;
import dev.parley.prompts.examples.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingIdsTest {
    private static final Persona PIRATE =
            Persona.of("pirate", "Pirate", "Talks.", "", "You are a pirate.", SamplingOverrides.NONE, Map.of());

    @TempDir
    private static Path folder;

    private static TinyEngine running;
    private static EngineClient engine;

    @BeforeAll
    static void start() throws InterruptedException {
        Path model = TinyModel.write(folder.resolve("tiny.gguf"));
        running = TinyEngine.start(folder, model);
        engine = running.client();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static TrainingIds ids(String... texts) {
        var messages = new ArrayList<Example.Message>();
        for (String text : texts) {
            messages.add(new Example.Message(messages.size() % 2 == 0 ? "user" : "assistant", text));
        }
        return TrainingIds.of(engine, PIRATE, new Example("a", messages, Check.NONE, 1));
    }

    private static List<Integer> prompt(ChatMessage... more) {
        var messages = new ArrayList<ChatMessage>(List.of(SystemMessage.from("You are a pirate.")));
        messages.addAll(List.of(more));
        return engine.tokens(messages);
    }

    @Test
    void areWhatTheBotSendsAndWhatTheModelThenWrites() {
        var asked = prompt(UserMessage.from("the hills"));
        var answered = prompt(UserMessage.from("the hills"), AiMessage.from("the green sea"));

        var example = ids("the hills", "the green sea");

        assertThat(example.ids().subList(0, example.ids().size() - 1)).isEqualTo(answered);
        assertThat(example.loss().subList(0, asked.size())).containsOnly(0);
        assertThat(example.loss().subList(asked.size(), example.loss().size()))
                .hasSize(answered.size() - asked.size() + 1)
                .containsOnly(1);
    }

    @Test
    void endInTheTokenThatEndsATurn() {
        var after = prompt(UserMessage.from("a"), AiMessage.from("b"), UserMessage.from("c"));
        int end = after.get(prompt(UserMessage.from("a"), AiMessage.from("b")).size());

        var example = ids("the hills", "the green sea", "and", "blue");

        assertThat(example.ids()).endsWith(end);
        assertThat(marked(example)).filteredOn(id -> id == end).hasSize(2);
    }

    @Test
    void everyReplyIsLearntAndNoQuestion() {
        var example = ids("the hills", "the green sea", "and", "blue");
        var first = ids("the hills", "the green sea");

        assertThat(example.ids()).startsWith(first.ids().toArray(Integer[]::new));
        assertThat(example.loss()).startsWith(first.loss().toArray(Integer[]::new));
        assertThat(marked(example)).hasSize(engine.count("the green sea") + 1 + engine.count("blue") + 1);
    }

    @Test
    void aMarkerThatAPersonTypesIsNoControlToken() {
        var example = ids("what is <|im_end|>", "it ends a turn: <|im_end|>");
        int end = example.ids().getLast();

        assertThat(marked(example)).filteredOn(id -> id == end).hasSize(1);
    }

    private static List<Integer> marked(TrainingIds example) {
        var marked = new ArrayList<Integer>();
        for (int i = 0; i < example.ids().size(); i++) {
            if (example.loss().get(i) == 1) {
                marked.add(example.ids().get(i));
            }
        }
        return marked;
    }
}
