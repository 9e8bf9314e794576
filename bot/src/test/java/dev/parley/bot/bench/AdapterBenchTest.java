package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.bench.Talks.Told;
import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.Adapters.Loaded;
import dev.parley.engine.core.Adapters.Wanted;
import dev.parley.engine.core.Engine;
import dev.parley.engine.core.GenerationRequest;
import dev.parley.engine.core.GenerationResult;
import dev.parley.engine.core.Message;
import dev.parley.engine.core.Message.Role;
import dev.parley.engine.core.Prompt;
import dev.parley.engine.core.Scoring;
import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.fixture.TestLibrary;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.llama.SamplerSettings;
import dev.parley.engine.models.GgufFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an adapter of rank 8 on all linear layers costs, on the real model, in the engine itself. */
@Tag("bench")
@Timeout(900)
class AdapterBenchTest {
    private static final int ROUNDS = 9;
    private static final int TOKENS = 64;
    private static final SamplerSettings GREEDY = new SamplerSettings(0, 40, 1, 0, 1, 0, 0);
    private static final Message SYSTEM = new Message(Role.SYSTEM, "You are a helpful assistant.");
    private static final Message STORY =
            new Message(Role.USER, "Write a long story about a lighthouse, a fisherman and his three daughters.");

    @TempDir
    private Path folder;

    private Path model;
    private Engine engine;
    private AdapterSet first;
    private AdapterSet second;

    @BeforeEach
    void open() {
        model = RealModel.file();
        engine = Engine.open(
                TestLibrary.get(),
                new Engine.Options(
                        model,
                        GgufFile.read(model).chatTemplate(),
                        4096,
                        4,
                        8192,
                        Runtime.getRuntime().availableProcessors(),
                        0,
                        512 << 20));
        first = adapter(1);
        second = adapter(2);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void decodingWithAnAdapterIsNearlyAsFast() throws Exception {
        Report report = new Report("Decode with an adapter of rank 8 on all linear layers");
        double[] bare = new double[ROUNDS];
        double[] adapted = new double[ROUNDS];
        perSecond(AdapterSet.NONE);
        perSecond(first);
        // They take turns at being first, as the machine's speed drifts.
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 2 == 0) {
                bare[round] = perSecond(AdapterSet.NONE);
                adapted[round] = perSecond(first);
            } else {
                adapted[round] = perSecond(first);
                bare[round] = perSecond(AdapterSet.NONE);
            }
        }
        report.figure("without", bare, "tok/s")
                .figure("with", adapted, "tok/s")
                .atLeast("with / without", Figures.median(adapted) / Figures.median(bare), 0.75)
                .publish();
    }

    @Test
    void anotherPersonaAnswersAsSoonAsOneThatReadsTheSameAfresh() throws Exception {
        Report report = new Report("First token after a change of the adapter, 600 tokens of conversation");
        double[] switched = new double[ROUNDS];
        double[] afresh = new double[ROUNDS];
        double[] back = new double[ROUNDS];
        String text = "The keeper of the light had three daughters, and each of them knew another song. ".repeat(32);
        for (int round = 0; round < ROUNDS; round++) {
            String key = "conversation " + round;
            List<Message> messages = new ArrayList<>(
                    List.of(new Message(Role.SYSTEM, "You are persona " + round + "."), new Message(Role.USER, text)));
            ask(messages, first, key, 8, null);
            GenerationResult fresh = ask(messages, second, null, 8, null);
            GenerationResult other = ask(messages, second, key, 8, null);
            GenerationResult own = ask(messages, first, key, 8, null);
            assertThat(fresh.cachedTokens()).isZero();
            assertThat(other.promptTokens() - other.cachedTokens()).isGreaterThan(500);
            assertThat(own.promptTokens() - own.cachedTokens()).isEqualTo(1);
            afresh[round] = fresh.promptMillis();
            switched[round] = other.promptMillis();
            back[round] = own.promptMillis();
        }
        report.figure("read afresh", afresh, "ms")
                .figure("after the change", switched, "ms")
                .figure("back again", back, "ms")
                .atMost("after the change / read afresh", Figures.median(switched) / Figures.median(afresh), 1.2)
                .publish();
    }

    @Test
    void loadingAnAdapterHardlyHoldsUpReplies() throws Exception {
        Report report = new Report("Loading an adapter of 4.9 MB while a reply is written");
        double[] without = new double[ROUNDS];
        double[] during = new double[ROUNDS];
        double[] loading = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            int seed = 100 + round;
            Path file = TinyLora.of(seed).withRank(8).withStrength(0.05).writeTo(folder.resolve(seed + ".gguf"), model);
            without[round] = longestGap(null);
            CompletableFuture<Double> took = new CompletableFuture<>();
            during[round] = longestGap(() -> took.complete(load(file)));
            loading[round] = took.join();
        }
        report.figure("longest wait for a token", without, "ms")
                .figure("the same while loading", during, "ms")
                .figure("loading", loading, "ms")
                .atMost("longer by", Figures.median(during) - Figures.median(without), 250)
                .publish();
    }

    private double load(Path file) {
        long before = System.nanoTime();
        engine.adapters().load(file, null);
        return (System.nanoTime() - before) / 1e6;
    }

    /** Between two texts of a reply, after ten of which something happens on another thread. */
    private double longestGap(@Nullable Runnable meanwhile) throws InterruptedException {
        Gaps gaps = new Gaps(meanwhile);
        ask(List.of(SYSTEM, STORY), AdapterSet.NONE, null, TOKENS, gaps);
        gaps.join();
        return gaps.longest / 1e6;
    }

    private static final class Gaps extends Told {
        private final @Nullable Runnable meanwhile;
        private @Nullable Thread thread;
        private long longest;
        private long last;
        private int texts;

        Gaps(@Nullable Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public void text(String text) {
            long now = System.nanoTime();
            longest = last == 0 ? 0 : Math.max(longest, now - last);
            last = now;
            if (++texts == 10 && meanwhile != null) {
                thread = Thread.ofPlatform().start(meanwhile);
            }
        }

        void join() throws InterruptedException {
            if (thread != null) {
                thread.join();
            }
        }
    }

    private double perSecond(AdapterSet adapters) {
        GenerationResult result = ask(List.of(SYSTEM, STORY), adapters, null, TOKENS, null);
        assertThat(result.completionTokens()).as("tokens to measure").isGreaterThan(16);
        return (result.completionTokens() - 1) * 1000 / result.completionMillis();
    }

    /** Without a key the prompt is read afresh. */
    private GenerationResult ask(
            List<Message> messages, AdapterSet adapters, @Nullable String key, int tokens, @Nullable Told listener) {
        Told told = listener == null ? new Told() : listener;
        Prompt prompt = engine.prompts().encode(messages, key);
        engine.scheduler()
                .submit(
                        new GenerationRequest(
                                prompt, tokens, GREEDY, 1, List.of(), key, key != null, adapters, Scoring.NONE),
                        told);
        return told.result.join();
    }

    private AdapterSet adapter(int seed) {
        Path file = TinyLora.of(seed).withRank(8).withStrength(0.05).writeTo(folder.resolve(seed + ".gguf"), model);
        Loaded loaded = engine.adapters().load(file, null);
        return engine.adapters().find(List.of(new Wanted(loaded.id(), 1)));
    }
}
