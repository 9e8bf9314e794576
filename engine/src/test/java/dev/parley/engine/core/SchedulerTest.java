package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.WARM;
import static dev.parley.engine.core.Asking.assistant;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.core.Scheduler.Forgotten;
import dev.parley.engine.core.Scheduler.Handle;
import dev.parley.engine.core.Scheduler.Usage;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.llama.LlamaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SchedulerTest {

    private static final Message PERSONA =
            system("You are a bridge over the river, and you answer in whole sentences.");

    @TempDir
    Path folder;

    private Path endless;
    private Path file;

    @BeforeEach
    void writeModels() {
        file = TinyModel.write(folder.resolve("tiny.gguf"));
        endless = TinyModel.standard().withoutEnd().writeTo(folder.resolve("endless.gguf"));
    }

    @Test
    void rereadsOnlyWhatIsNewInConversationsThatTakeTurns() {
        try (Engine engine = Models.of(file).open()) {
            List<List<Message>> conversations = new ArrayList<>();
            int[] before = new int[6];
            for (int i = 0; i < 6; i++) {
                conversations.add(new ArrayList<>(List.of(PERSONA)));
            }
            for (int turn = 0; turn < 6; turn++) {
                for (int i = 0; i < 6; i++) {
                    List<Message> messages = conversations.get(i);
                    messages.add(user("Question " + turn + " of person " + i + ": where does the water come from?"));
                    Heard heard = Asking.about(messages).key("c" + i).ask(engine);
                    GenerationResult result = heard.await();

                    // The last token of a reply was never fed, so it is read with the next prompt.
                    int fresh = turn == 0 ? result.promptTokens() : result.promptTokens() - before[i] + 1;
                    assertThat(result.promptTokens() - result.cachedTokens()).isLessThanOrEqualTo(fresh);
                    before[i] = result.promptTokens() + result.completionTokens();
                    messages.add(assistant(heard.said()));
                }
            }
        }
    }

    /** The next turn begins with the new message's text. */
    @ParameterizedTest
    @ValueSource(ints = {4, 200})
    void readsWhatTheTemplateWritesBehindAReplyWhileNobodyWaits(int most) {
        try (Engine engine = Models.of(file).open()) {
            List<Message> messages = new ArrayList<>(List.of(PERSONA, user("Where does the water come from?")));
            Heard first = Asking.about(messages).key("Ada").most(most).ask(engine);
            messages.add(assistant(first.said()));
            int[] before = engine.prompts().encode(messages, "Ada").tokens();
            messages.add(user("Why?"));
            int[] prompt = engine.prompts().encode(messages, "Ada").tokens();
            Heard next = Asking.about(messages).key("Ada").ask(engine);

            // <|im_end|>, a line end, <|im_start|>, the role and a line end: however the vocabulary cuts these
            assertThat(next.await().cachedTokens()).isGreaterThanOrEqualTo(before.length + 4);
            assertThat(prompt.length).isGreaterThan(next.await().cachedTokens() + 1);
            try (Oracle oracle = new Oracle(file, 1024)) {
                messages.add(assistant(next.said()));
                assertThat(oracle.worst(
                                prompt, engine.prompts().encode(messages, "Ada").tokens()))
                        .isLessThan(Oracle.NEAR_TIE);
            }
        }
    }

    @Test
    void sharesTheSystemPromptBetweenConversationsAndNothingElse() {
        List<Message> question = List.of(PERSONA, user("My secret is a long one: the old bridge would stand."));
        try (Engine engine = Models.of(file).open()) {
            int system = engine.prompts().encode(question, null).systemTokens();
            Asking.about(question).key("Ada").ask(engine);

            assertThat(Asking.about(question).key("Bob").ask(engine).await().cachedTokens())
                    .isEqualTo(system);
            assertThat(Asking.about(question).ask(engine).await().cachedTokens())
                    .isEqualTo(system);
            GenerationResult own = Asking.about(question).key("Ada").ask(engine).await();
            assertThat(own.cachedTokens()).isEqualTo(own.promptTokens() - 1);
        }
    }

    @Test
    void repliesWithCacheAreAsGoodAsRepliesWithout() {
        try (Engine engine = Models.of(file).open();
                Oracle oracle = new Oracle(file, 1024)) {
            for (int i = 0; i < 10; i++) {
                List<Message> messages = new ArrayList<>(List.of(PERSONA));
                for (int turn = 0; turn < 4; turn++) {
                    messages.add(user("Tell me " + i + " things about the town, please, and why " + turn + "."));
                    int[] prompt = engine.prompts().encode(messages, "c" + i).tokens();
                    messages.add(assistant(
                            Asking.about(messages).key("c" + i).ask(engine).said()));
                    int[] all = engine.prompts().encode(messages, "c" + i).tokens();

                    assertThat(Arrays.copyOf(all, prompt.length)).isEqualTo(prompt);
                    assertThat(oracle.worst(prompt, all)).isLessThan(Oracle.NEAR_TIE);
                }
            }
        }
    }

    @Test
    @Tag("model")
    void repliesOfTheRealModelWithCacheAreAsGoodAsRepliesWithout() {
        Path real = RealModel.file();
        try (Engine engine = Models.of(real).open();
                Oracle oracle = new Oracle(real, 1024)) {
            List<Message> messages = new ArrayList<>(List.of(system("You are a helpful assistant.")));
            for (String question : List.of("What is the capital of Germany?", "And of France?", "Thank you! 🙂")) {
                messages.add(user(question));
                int[] prompt = engine.prompts().encode(messages, "Ada").tokens();
                Heard heard = Asking.about(messages).key("Ada").most(40).ask(engine);
                messages.add(assistant(heard.said()));

                assertThat(oracle.worst(
                                prompt, engine.prompts().encode(messages, "Ada").tokens()))
                        .isLessThan(Oracle.NEAR_TIE);
            }
            assertThat(messages.get(2).content()).contains("Berlin");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void continuesAReplyAsIfItHadNeverStopped(boolean rawBytes) {
        TinyModel model = TinyModel.standard().withoutEnd();
        Path continuing = (rawBytes ? model.withRawBytes() : model).writeTo(folder.resolve("continuing.gguf"));
        List<Message> question = List.of(PERSONA, user("How long does it take?"));
        try (Engine engine = Models.of(continuing).open()) {
            String whole = Asking.about(question).most(40).ask(engine).said();
            for (int cut = 1; cut < 40; cut++) {
                String key = "cut at " + cut;
                Heard first = Asking.about(question).most(cut).key(key).ask(engine);
                assertThat(first.await().finish()).isEqualTo(Finish.LENGTH);
                List<Message> begun = new ArrayList<>(question);
                begun.add(assistant(first.said()));
                Heard rest = Asking.about(begun).most(40 - cut).key(key).ask(engine);

                assertThat(first.said() + rest.said()).as(key).isEqualTo(whole);
                assertThat(rest.await().promptTokens() - rest.await().cachedTokens())
                        .as(key)
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameTextWithoutCache() {
        Asking asking = Asking.about(PERSONA, user("the hills and ".repeat(250)))
                .sampled(WARM, 7)
                .key("Ada")
                .fresh();
        try (Engine engine = Models.of(file).open()) {
            Heard first = asking.ask(engine);
            Asking.about(PERSONA, user("Something else.")).key("Ada").ask(engine);
            Heard second = asking.ask(engine);

            assertThat(second.said()).isEqualTo(first.said()).isNotEmpty();
            assertThat(second.await().cachedTokens()).isZero();
            assertThat(first.readings).extracting(Heard.Reading::processed).startsWith(0, 128);
            assertThat(asking.sampled(WARM, 8).ask(engine).said()).isNotEqualTo(first.said());
        }
    }

    @Test
    void keepsNothingOfAFreshPrompt() {
        try (Engine engine = Models.of(file).open()) {
            Asking.about(PERSONA, user("Hello")).key("Ada").fresh().ask(engine);

            assertThat(idle(engine).cacheBytes()).isZero();
            assertThat(engine.scheduler().forget("Ada").join()).isEqualTo(new Forgotten(0, 0, 0));
        }
    }

    @Test
    void forgetsAConversation() {
        List<Message> question = List.of(PERSONA, user("My secret is a long one."));
        try (Engine engine = Models.of(file).open()) {
            Asking.about(question).key("Ada").ask(engine);
            Asking.about(question).key("Bob").ask(engine);
            int system = engine.prompts().encode(question, null).systemTokens();

            assertThat(engine.scheduler().forget("Ada").join()).isEqualTo(new Forgotten(1, 0, 1));
            assertThat(engine.scheduler().forget("Ada").join()).isEqualTo(new Forgotten(0, 0, 0));
            assertThat(Asking.about(question).key("Ada").ask(engine).await().cachedTokens())
                    .isEqualTo(system);
            assertThat(Asking.about(question).key("Bob").ask(engine).await().cachedTokens())
                    .isGreaterThan(system);
        }
    }

    @Test
    void aReplyThatIsForgottenWhileItRunsLeavesNothing() {
        try (Engine engine = Models.of(endless).open()) {
            CompletableFuture<Forgotten> forgotten = new CompletableFuture<>();
            Heard heard = new Heard(_ -> {}, each -> {
                if (each.texts() == 5) {
                    var _ = engine.scheduler().forget("Ada").thenAccept(forgotten::complete);
                }
            });
            Asking.about(PERSONA, user("Hello")).key("Ada").most(100).submit(engine, heard);
            heard.await();

            assertThat(forgotten.join()).isEqualTo(new Forgotten(0, 0, 0));
            assertThat(engine.scheduler().forget("Ada").join()).isEqualTo(new Forgotten(0, 0, 0));
        }
    }

    @Test
    void aCancelledReplyEndsAndIsContinuedFromWhatWasShown() {
        try (Engine engine = Models.of(endless).open()) {
            AtomicReference<Handle> handle = new AtomicReference<>();
            Heard heard = new Heard(_ -> {}, each -> {
                if (each.texts() == 10) {
                    handle.get().cancel();
                }
            });
            synchronized (heard) {
                handle.set(Asking.about(PERSONA, user("Hello"))
                        .key("Ada")
                        .most(900)
                        .submit(engine, heard));
            }
            GenerationResult result = heard.await();
            Heard rest = Asking.about(PERSONA, user("Hello"), assistant(heard.said()))
                    .key("Ada")
                    .ask(engine);

            assertThat(result.finish()).isEqualTo(Finish.CANCELLED);
            assertThat(result.completionTokens()).isBetween(10, 12);
            assertThat(rest.await().promptTokens() - rest.await().cachedTokens())
                    .isEqualTo(1);
        }
    }

    @Test
    void aCancelledPromptGoesOnWhereItStopped() {
        try (Engine engine = Models.of(file).open()) {
            AtomicReference<Handle> handle = new AtomicReference<>();
            Heard heard = new Heard(
                    each -> {
                        if (each.readings.getLast().processed() > 0) {
                            handle.get().cancel();
                        }
                    },
                    _ -> {});
            Asking asking = Asking.about(user("the hills and ".repeat(250))).key("Ada");
            synchronized (heard) {
                handle.set(asking.submit(engine, heard));
            }

            assertThat(heard.await().finish()).isEqualTo(Finish.CANCELLED);
            assertThat(heard.await().completionTokens()).isZero();
            assertThat(asking.ask(engine).await().cachedTokens()).isEqualTo(128);
        }
    }

    @Test
    void aWaitingReplyCanBeCancelled() {
        try (Engine engine = Models.of(endless).withSequences(1).open()) {
            Heard waiting = new Heard();
            CompletableFuture<Handle> handle = new CompletableFuture<>();
            AtomicReference<Boolean> overBefore = new AtomicReference<>();
            Heard running = new Heard(_ -> {}, each -> {
                if (each.texts() == 3) {
                    handle.join().cancel();
                } else if (each.texts() == 10) {
                    overBefore.set(waiting.isOver());
                }
            });
            Asking.about(user("Hello")).most(100).submit(engine, running);
            handle.complete(Asking.about(user("Hello")).submit(engine, waiting));

            assertThat(waiting.await().finish()).isEqualTo(Finish.CANCELLED);
            assertThat(waiting.readings).isEmpty();
            assertThat(running.await().completionTokens()).isEqualTo(100);
            assertThat(overBefore).hasValue(true);
        }
    }

    @Test
    void repliesWaitForEachOtherWhereThePoolIsSmall() {
        try (Engine engine = Models.of(endless).withCells(1024).open()) {
            List<Heard> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Heard heard = new Heard();
                Asking.about(PERSONA, user("Hello " + i)).most(700).submit(engine, heard);
                all.add(heard);
            }
            all.forEach(each -> assertThat(each.await().completionTokens()).isEqualTo(700));
            assertThat(idle(engine).usedCells()).isZero();
        }
    }

    @Test
    void severalRepliesRunInOneBatch() {
        try (Engine engine = Models.of(endless).open()) {
            long before = engine.scheduler().steps();
            List<Heard> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Heard heard = new Heard();
                Asking.about(user("Hello " + i)).most(200).submit(engine, heard);
                all.add(heard);
            }
            all.forEach(Heard::await);

            // One after the other would take 800 and the prompts.
            assertThat(engine.scheduler().steps() - before).isLessThan(300);
        }
    }

    @Test
    void aPromptThatFillsTheContextButOneGetsOneToken() {
        try (Engine engine = Models.of(endless).open()) {
            int[] tokens = new int[1023];
            Arrays.fill(tokens, 100);
            Heard heard = new Heard();
            engine.scheduler().submit(request(tokens), heard);

            assertThat(heard.await().finish()).isEqualTo(Finish.LENGTH);
            assertThat(heard.await().completionTokens()).isEqualTo(1);
            assertThatThrownBy(() -> engine.scheduler().submit(request(new int[1024]), new Heard()))
                    .isInstanceOf(PromptTooLongException.class)
                    .hasMessageContaining("1024 tokens");
        }
    }

    @Test
    void stopTextsEndTheReplyAndAreNotPartOfIt() {
        try (Engine engine = Models.of(endless).open()) {
            String whole = Asking.about(user("Hello")).most(60).ask(engine).said();
            String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);
            Heard heard = Asking.about(user("Hello"))
                    .most(60)
                    .stop("never there", stop)
                    .ask(engine);

            assertThat(heard.await().finish()).isEqualTo(Finish.STOP);
            assertThat(heard.said()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        }
    }

    @Test
    void closingEndsEveryReplyOnceAndRefusesNewOnes() {
        Engine engine = Models.of(endless)
                .withSequences(1)
                .withContext(30_000)
                .withCells(30_000)
                .open();
        List<Heard> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Heard heard = new Heard();
            Asking.about(user("Hello")).most(30_000).submit(engine, heard);
            all.add(heard);
        }
        GenerationRequest late = Asking.about(user("Hello")).request(engine);
        engine.close();

        for (Heard each : all) {
            assertThatThrownBy(each::await).isInstanceOf(LlamaException.class).hasMessageContaining("shutting down");
            assertThat(each.ends).hasValue(1);
        }
        assertThatThrownBy(() -> engine.scheduler().submit(late, new Heard()))
                .isInstanceOf(LlamaException.class)
                .hasMessageContaining("shutting down");
        assertThatThrownBy(() -> engine.scheduler().forget("Ada")).isInstanceOf(LlamaException.class);
    }

    private static GenerationRequest request(int[] tokens) {
        Prompt prompt = new Prompt(tokens, List.of(tokens.length), 0, true, null, new int[0]);
        return new GenerationRequest(
                prompt, 10, Asking.GREEDY, 1, List.of(), null, true, AdapterSet.NONE, Scoring.NONE);
    }

    private static Usage idle(Engine engine) {
        await().atMost(10, SECONDS).until(() -> !engine.scheduler().busy());
        return engine.scheduler().usage().join();
    }
}
