package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.assistant;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.core.Adapters.Loaded;
import dev.parley.engine.core.Adapters.Wanted;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdaptersTest {

    private static final Message PERSONA = system("You are a bridge over the river, and you answer briefly.");

    @TempDir
    Path folder;

    private Path model;
    private Engine engine;
    private AdapterSet first;
    private AdapterSet second;

    @BeforeEach
    void open() {
        model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        engine = Models.of(model).open();
        first = find(load(1), 1);
        second = find(load(2), 1);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void goingBackToAnAdapterReadsOnlyWhatIsNew() {
        List<Message> messages = new ArrayList<>(List.of(PERSONA));
        GenerationResult before = turn(messages, "How are you?", first);
        int known = before.promptTokens() + before.completionTokens();
        turn(messages, "And under another adapter?", second);
        GenerationResult back = turn(messages, "And back again?", first);

        int behind = engine.prompts().encode(messages, null).afterReply().length;
        assertThat(behind).isPositive();
        assertThat(back.cachedTokens()).isEqualTo(known + behind);
    }

    @Test
    void noStateServesAnotherAdapterOrAnotherScale() {
        List<Message> question = List.of(PERSONA, user("What is my secret?"));
        int system = engine.prompts().encode(question, null).systemTokens();
        int id = engine.adapters().list().getFirst().id();
        ask(question, first);

        assertThat(ask(question, first).cachedTokens()).isGreaterThan(system);
        assertThat(ask(question, second).cachedTokens()).isZero();
        assertThat(ask(question, AdapterSet.NONE).cachedTokens()).isZero();
        assertThat(ask(question, find(id, 0.5f)).cachedTokens()).isZero();
    }

    @Test
    void theSystemPromptIsSharedUnderTheSameAdapter() {
        List<Message> question = List.of(PERSONA, user("What is my secret?"));
        int system = engine.prompts().encode(question, null).systemTokens();
        ask(question, first);

        assertThat(Asking.about(question)
                        .key("Bob")
                        .under(first)
                        .ask(engine)
                        .await()
                        .cachedTokens())
                .isEqualTo(system);
        assertThat(Asking.about(question)
                        .key("Eve")
                        .under(second)
                        .ask(engine)
                        .await()
                        .cachedTokens())
                .isZero();
    }

    @Test
    void adaptersTakeTurnsAtReading() {
        Heard late = new Heard();
        List<Integer> readWhenLateBegan = new ArrayList<>();
        Heard early = new Heard(
                heard -> {
                    if (heard.readings.getLast().processed() == 64) {
                        engine.scheduler().submit(reading(900, second), late);
                    }
                    synchronized (late) {
                        if (late.readings.size() == 2) {
                            readWhenLateBegan.add(heard.readings.getLast().processed());
                        }
                    }
                },
                _ -> {});
        engine.scheduler().submit(reading(900, first), early);
        early.await();
        late.await();

        // Read before the late one came, beside it, and then again.
        assertThat(readWhenLateBegan.getFirst()).isLessThanOrEqualTo(4 * 64);
    }

    @Test
    void aReleasedAdapterIsNotUsedAgain() {
        int id = load(3);
        AdapterSet third = find(id, 1);
        CompletableFuture<Boolean> whileUsed = new CompletableFuture<>();
        Heard heard = new Heard(_ -> {}, each -> {
            if (each.texts() == 3) {
                var _ = engine.scheduler()
                        .release(third.parts().getFirst().adapter())
                        .thenAccept(whileUsed::complete);
            }
        });
        Asking.about(user("Hello")).under(third).submit(engine, heard);
        heard.await();
        assertThat(whileUsed.join()).isFalse();
        await().atMost(10, SECONDS).until(() -> !engine.scheduler().busy());

        assertThat(engine.scheduler()
                        .release(third.parts().getFirst().adapter())
                        .join())
                .isTrue();
        assertThatThrownBy(() -> ask(List.of(user("Hello")), third))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("load it again");
        assertThat(ask(List.of(user("Hello")), first).completionTokens()).isEqualTo(20);
    }

    @Test
    void theLeastRecentlyWantedGoWhereThereIsNoRoom() throws IOException {
        long one = Files.size(file(4));
        try (Adapters adapters = engine.adapters(2 * one)) {
            int oldest = adapters.load(file(4), null).id();
            int wanted = adapters.load(file(5), null).id();
            adapters.find(List.of(new Wanted(oldest, 1)));
            int newest = adapters.load(file(6), null).id();

            assertThat(adapters.list()).extracting(Loaded::id).containsExactly(oldest, newest);
            assertThatThrownBy(() -> adapters.find(List.of(new Wanted(wanted, 1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no adapter " + wanted);
            assertThat(adapters.load(file(5), null).id()).isGreaterThan(newest);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        try (Adapters adapters = engine.adapters(Files.size(file(4)) - 1)) {
            assertThatThrownBy(() -> adapters.load(file(4), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("leave no room");
        }
    }

    @Test
    void moreThanTwoAtOnceAreRefused() {
        List<Wanted> three = List.of(new Wanted(0, 1), new Wanted(1, 1), new Wanted(load(3), 1));

        assertThatThrownBy(() -> engine.adapters().find(three))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 can be used at once");
    }

    @Test
    void twoAdaptersAtOnceAreTheirSumInAnyOrder() {
        Wanted one = new Wanted(engine.adapters().list().get(0).id(), 1);
        Wanted other = new Wanted(engine.adapters().list().get(1).id(), 0.5f);
        AdapterSet both = engine.adapters().find(List.of(one, other));

        assertThat(engine.adapters().find(List.of(other, one))).isEqualTo(both);
        assertThat(Asking.about(user("Hello")).under(both).ask(engine).said())
                .isNotEqualTo(
                        Asking.about(user("Hello")).under(first).ask(engine).said());
    }

    private GenerationResult turn(List<Message> messages, String question, AdapterSet adapters) {
        messages.add(user(question));
        Heard heard = Asking.about(messages).key("Ada").under(adapters).ask(engine);
        messages.add(assistant(heard.said()));
        return heard.await();
    }

    private GenerationResult ask(List<Message> messages, AdapterSet adapters) {
        return Asking.about(messages).key("Ada").under(adapters).ask(engine).await();
    }

    private static GenerationRequest reading(int tokens, AdapterSet adapters) {
        int[] prompt = new int[tokens];
        java.util.Arrays.fill(prompt, 100);
        return new GenerationRequest(
                Prompt.of(prompt), 0, Asking.GREEDY, 1, List.of(), null, false, adapters, new Scoring(false, true, 0));
    }

    private Path file(int seed) {
        return TinyLora.of(seed).writeTo(folder.resolve(seed + ".gguf"), model);
    }

    private int load(int seed) {
        return engine.adapters().load(file(seed), null).id();
    }

    private AdapterSet find(int id, float scale) {
        return engine.adapters().find(List.of(new Wanted(id, scale)));
    }
}
