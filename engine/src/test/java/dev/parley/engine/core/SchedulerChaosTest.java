package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.GREEDY;
import static dev.parley.engine.core.Asking.WARM;
import static dev.parley.engine.core.Asking.assistant;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.core.Scheduler.Handle;
import dev.parley.engine.core.Scheduler.Usage;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.llama.SamplerSettings;
import dev.parley.engine.states.FolderBytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of requests that are cancelled, forgotten, repeated and squeezed into too few cells, from several threads. */
final class SchedulerChaosTest {

    private static final int CLIENTS = 6;
    private static final int REQUESTS_EACH = 250;
    private static final int CONTEXT = 1024;
    private static final long CACHE_BYTES = 512 << 10;
    private static final long DISK_BYTES = 300 << 10;
    private static final List<String> STOPS = List.of("the", "e ", "\n", "you", ".");
    private static final List<String> WORDS =
            List.of("river", "the bridge", "hills", "Grüße", "你好", "🙂", "1234", "question?", "\n", "a  b");
    private static final SamplerSettings PENALISED = new SamplerSettings(0, 40, 1, 0, 1.1, 0.1, 0.1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyReplyEndsOnceAndNothingIsLeft(long seed) {
        Path file = TinyModel.write(folder.resolve("tiny.gguf"));
        Path states = folder.resolve("states");
        Models models = Models.of(file)
                .withContext(CONTEXT)
                .withCells(1536)
                .withCacheBytes(CACHE_BYTES)
                .withStates(states, DISK_BYTES);
        try (Engine engine = models.open();
                Oracle oracle = new Oracle(file, CONTEXT)) {
            List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> CompletableFuture.runAsync(
                            () -> new Client(engine, new Random(seed * 100 + client)).run(),
                            each -> Thread.ofPlatform().start(each)))
                    .toList();
            clients.forEach(CompletableFuture::join);
            await().atMost(30, SECONDS).until(() -> !engine.scheduler().busy());
            Usage usage = engine.scheduler().usage().join();

            assertThat(usage.usedCells()).isZero();
            assertThat(usage.reservedCells()).isZero();
            assertThat(usage.slots()).isZero();
            assertThat(usage.cacheBytes()).isBetween(1L, CACHE_BYTES);
            checkAfterwards(engine, oracle);
            assertThat(engine.states().fileBytes()).isLessThanOrEqualTo(DISK_BYTES);
            for (int i = 0; i < 5; i++) {
                engine.scheduler().forget("key " + i).join();
            }
            assertThat(FolderBytes.holding(states, "key ")).isEmpty();
        }
    }

    /** After all that, states are still what they should be. */
    private static void checkAfterwards(Engine engine, Oracle oracle) {
        for (int i = 0; i < 20; i++) {
            List<Message> messages = new ArrayList<>(List.of(system("You are a bridge."), user("Why? " + i)));
            String key = "key " + i % 5;
            int[] prompt = engine.prompts().encode(messages, key).tokens();
            messages.add(assistant(Asking.about(messages).key(key).ask(engine).said()));

            assertThat(oracle.worst(
                            prompt, engine.prompts().encode(messages, key).tokens()))
                    .isLessThan(Oracle.NEAR_TIE);
        }
    }

    /** One person after another, each with conversations that share keys with the other clients'. */
    private record Client(Engine engine, Random random) {

        void run() {
            List<Pending> pending = new ArrayList<>();
            for (int i = 0; i < REQUESTS_EACH; i++) {
                pending.add(submit());
                if (random.nextInt(10) == 0) {
                    engine.scheduler().forget("key " + random.nextInt(5)).join();
                }
                if (random.nextInt(6) == 0) {
                    pending.get(random.nextInt(pending.size())).handle().cancel();
                }
                while (pending.size() > random.nextInt(4)) {
                    pending.remove(random.nextInt(pending.size())).check();
                }
            }
            pending.forEach(Pending::check);
        }

        private Pending submit() {
            Asking asking = asking();
            int at = random.nextInt(12);
            boolean early = random.nextInt(4) == 0;
            boolean late = !early && random.nextInt(4) == 0;
            CompletableFuture<Handle> handle = new CompletableFuture<>();
            Heard heard = new Heard(
                    each -> {
                        if (early && each.readings.size() > at % 3) {
                            var _ = handle.thenAccept(Handle::cancel);
                        }
                    },
                    each -> {
                        if (late && each.texts() == at) {
                            var _ = handle.thenAccept(Handle::cancel);
                        }
                    });
            GenerationRequest request = asking.request(engine);
            handle.complete(engine.scheduler().submit(request, heard));
            return new Pending(request, heard, handle.join(), asking.key() == null);
        }

        private Asking asking() {
            List<Message> messages = new ArrayList<>();
            messages.add(system("You are a bridge" + " over the river".repeat(random.nextInt(3)) + "."));
            int exchanges = random.nextInt(3);
            for (int i = 0; i < exchanges; i++) {
                messages.add(user("Question " + i));
                messages.add(assistant("Answer " + random.nextInt(2)));
            }
            // Now and then longer than a chunk.
            messages.add(user(text(random.nextInt(8) == 0 ? 150 : 6)));
            if (random.nextInt(10) == 0) {
                messages.add(assistant("The"));
            }
            Asking asking = Asking.about(messages)
                    .key(random.nextInt(5) == 0 ? null : "key " + random.nextInt(5))
                    .most(List.of(1, 2, 8, 8, 30, 30, 5000).get(random.nextInt(7)))
                    .sampled(List.of(GREEDY, WARM, PENALISED).get(random.nextInt(3)), random.nextInt());
            if (random.nextInt(3) == 0) {
                asking = asking.stop(STOPS.get(random.nextInt(STOPS.size())), "never there");
            }
            return random.nextInt(10) == 0 ? asking.fresh() : asking;
        }

        private String text(int most) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(most); i >= 0; i--) {
                text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
            }
            return text.toString();
        }
    }

    private record Pending(GenerationRequest request, Heard heard, Handle handle, boolean stranger) {

        void check() {
            GenerationResult result = heard.await();
            int prompt = request.prompt().tokens().length;
            int room = CONTEXT - prompt;

            assertThat(heard.ends).hasValue(1);
            assertThat(result.promptTokens()).isEqualTo(prompt);
            assertThat(result.cachedTokens()).isBetween(0, prompt - 1);
            assertThat(result.completionTokens()).isBetween(0, Math.min(room, request.maxTokens()));
            if (!request.cachePrompt()) {
                assertThat(result.cachedTokens()).isZero();
            }
            if (stranger) {
                assertThat(result.cachedTokens())
                        .isLessThanOrEqualTo(request.prompt().systemTokens());
            }
            if (result.finish() == Finish.LENGTH) {
                assertThat(result.completionTokens()).isEqualTo(Math.min(room, request.maxTokens()));
            }
            if (!heard.readings.isEmpty()) {
                assertThat(heard.readings)
                        .extracting(Heard.Reading::processed)
                        .isSortedAccordingTo(Integer::compare)
                        .startsWith(result.cachedTokens());
            }
            assertThat(request.stop()).noneMatch(heard.said()::contains);
        }
    }
}
