package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.GREEDY;
import static dev.parley.engine.core.Asking.WARM;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.core.Scheduler.Handle;
import dev.parley.engine.core.ScoredToken.Alternative;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoringTest {

    private static final int TOKENS = 300;
    /** Natural logarithms: batch shapes change this little. */
    private static final double TOLERANCE = 0.02;

    private Path model;
    private Engine engine;

    @BeforeEach
    void open(@TempDir Path folder) {
        model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        engine = Models.of(model).open();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aPromptIsScoredAsItIsReadAlone() {
        int[] prompt = prompt();
        Heard heard = read(prompt, 3);
        try (Oracle oracle = new Oracle(model, 1024)) {
            double[] alone = oracle.logprobs(prompt, 1, -1);

            assertThat(heard.scores).hasSize(TOKENS - 1);
            for (int i = 1; i < TOKENS; i++) {
                ScoredToken score = heard.scores.get(i - 1);
                assertThat(score.id()).isEqualTo(prompt[i]);
                assertThat(score.logprob()).isCloseTo(alone[i - 1], within(TOLERANCE));
                assertThat(score.top()).hasSize(3);
                assertThat(score.top().getFirst().logprob()).isGreaterThanOrEqualTo(score.logprob());
            }
        }
        assertThat(heard.await().finish()).isEqualTo(Finish.LENGTH);
        assertThat(heard.await().completionTokens()).isZero();
        assertThat(heard.said()).isEmpty();
    }

    @Test
    void readingKeepsNothingAndTakesNothing() {
        read(prompt(), 0);
        GenerationResult again = read(prompt(), 0).await();

        assertThat(again.cachedTokens()).isZero();
        await().atMost(10, SECONDS).until(() -> !engine.scheduler().busy());
        assertThat(engine.scheduler().usage().join().cacheBytes()).isZero();
        assertThat(engine.scheduler().usage().join().usedCells()).isZero();
    }

    @Test
    void aLongPromptIsScoredInParts() {
        Heard heard = read(prompt(), 0);

        for (int i = 1; i < heard.readings.size(); i++) {
            assertThat(heard.readings.get(i).processed()
                            - heard.readings.get(i - 1).processed())
                    .isLessThanOrEqualTo(64);
        }
        assertThat(heard.readings.getLast().processed()).isEqualTo(TOKENS);
    }

    @Test
    void readingCanBeCancelled() {
        CompletableFuture<Handle> handle = new CompletableFuture<>();
        Heard heard = new Heard(
                each -> {
                    if (each.readings.getLast().processed() > 0) {
                        handle.join().cancel();
                    }
                },
                _ -> {});
        handle.complete(engine.scheduler().submit(reading(prompt(), 0), heard));

        assertThat(heard.await().finish()).isEqualTo(Finish.CANCELLED);
        assertThat(heard.scores).hasSizeLessThan(TOKENS - 1);
    }

    @Test
    void aReplyIsScoredInTheModelsOwnDistribution() {
        Asking asking = Asking.about(system("You are a bridge."), user("Hello"));
        Heard warm = asking.sampled(WARM, 3).scored(5).ask(engine);
        Heard hot = asking.sampled(new dev.parley.engine.llama.SamplerSettings(1.7, 40, 1, 0, 1.2, 0, 0), 3)
                .scored(20)
                .ask(engine);
        try (Oracle oracle = new Oracle(model, 1024)) {
            for (Heard heard : List.of(warm, hot)) {
                int[] prompt = asking.request(engine).prompt().tokens();
                int[] all = java.util.Arrays.copyOf(prompt, prompt.length + heard.scores.size());
                for (int i = 0; i < heard.scores.size(); i++) {
                    all[prompt.length + i] = heard.scores.get(i).id();
                }
                double[] alone = oracle.logprobs(all, prompt.length, -1);

                assertThat(heard.scores).hasSize(20);
                for (int i = 0; i < alone.length; i++) {
                    assertThat(heard.scores.get(i).logprob()).isCloseTo(alone[i], within(TOLERANCE));
                }
            }
        }
    }

    @Test
    void theLikeliestIsWhatTemperatureZeroTakes() {
        Heard heard = Asking.about(user("Hello")).scored(1).ask(engine);

        assertThat(heard.scores)
                .allSatisfy(each ->
                        assertThat(each.top()).extracting(Alternative::id).containsExactly(each.id()));
    }

    @Test
    void scoredTokensAreThoseOfTheText() {
        Heard heard = Asking.about(user("Hello")).most(60).scored(0).ask(engine);

        assertThat(text(heard)).isEqualTo(heard.said());
    }

    @Test
    void tokensThatAStopTextCutsAwayAreNotTold() {
        String whole = Asking.about(user("Hello")).most(60).ask(engine).said();
        String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 12);
        Heard heard = Asking.about(user("Hello"))
                .most(60)
                .stop(stop, "never there")
                .scored(0)
                .ask(engine);

        // A token may be cut in its middle.
        assertThat(text(heard)).startsWith(heard.said());
        assertThat(text(heard)).doesNotContain(stop);
        assertThat(heard.said()).isNotEmpty();
    }

    @Test
    void nothingIsToldUnasked() {
        assertThat(Asking.about(user("Hello")).ask(engine).scores).isEmpty();
    }

    @Test
    void aScoredPromptCannotComeFromTheCache() {
        assertThatThrownBy(() -> new GenerationRequest(
                        Prompt.of(new int[] {1}),
                        0,
                        GREEDY,
                        1,
                        List.of(),
                        null,
                        true,
                        AdapterSet.NONE,
                        new Scoring(false, true, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String text(Heard heard) {
        var bytes = new java.io.ByteArrayOutputStream();
        heard.scores.forEach(each -> bytes.writeBytes(engine.tokenizer().bytes(each.id())));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Heard read(int[] prompt, int alternatives) {
        Heard heard = new Heard();
        engine.scheduler().submit(reading(prompt, alternatives), heard);
        heard.await();
        return heard;
    }

    private static GenerationRequest reading(int[] prompt, int alternatives) {
        return new GenerationRequest(
                Prompt.of(prompt),
                0,
                GREEDY,
                1,
                List.of(),
                null,
                false,
                AdapterSet.NONE,
                new Scoring(false, true, alternatives));
    }

    private int[] prompt() {
        return new Random(1).ints(TOKENS, 3, engine.vocabularySize()).toArray();
    }
}
