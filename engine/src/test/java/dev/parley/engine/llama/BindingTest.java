package dev.parley.engine.llama;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.engine.fixture.TestLibrary;
import dev.parley.engine.fixture.TinyModel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What engine code takes for granted about llama.cpp, asked of the real library. */
final class BindingTest {

    private static final int CELLS = 1024;
    private static final int BATCH = 512;
    private static final int SEQUENCES = 3;

    private LlamaModel model;
    private LlamaContext context;
    private LlamaBatch batch;

    @BeforeEach
    void open(@TempDir Path folder) {
        model = LlamaModel.load(TestLibrary.get(), TinyModel.write(folder.resolve("tiny.gguf")), 0);
        context = LlamaContext.open(model, CELLS, BATCH, SEQUENCES, 1);
        batch = new LlamaBatch(BATCH, SEQUENCES, model.vocabularySize());
    }

    @AfterEach
    void close() {
        batch.close();
        context.close();
        model.close();
    }

    @Test
    void aRestoredStateGivesTheSameLogits() {
        int[] text = text(200);
        read(0, text, 0, 199);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = context.save(0, arena);
            float[] before = read(0, text, 199, 200);
            context.remove(0, 0);
            assertThat(context.usedCells()).isZero();

            assertThat(context.restore(2, state)).isTrue();
            assertThat(context.usedCells()).isEqualTo(199);
            assertThat(read(2, text, 199, 200)).isEqualTo(before);
        }
    }

    @Test
    void bothKindsOfContextTakeTheStatesOfBoth() {
        int[] text = text(400);
        read(0, text, 0, 399);
        try (Arena arena = Arena.ofConfined();
                LlamaContext one = LlamaContext.openForOne(model, CELLS, BATCH, SEQUENCES, 1)) {
            MemorySegment state = context.save(0, arena);
            assertThat(one.restore(2, state)).isTrue();
            assertThat(one.usedCells()).isEqualTo(399);
            MemorySegment other = one.save(2, arena);
            assertThat(other.byteSize()).isEqualTo(state.byteSize());
            assertThat(other.mismatch(state)).isPositive();
            assertThat(context.restore(1, other)).isTrue();
            assertThat(context.save(1, arena).mismatch(state)).isEqualTo(-1);
            assertThat(one.restore(0, other)).isTrue();
            assertThat(one.save(0, arena).mismatch(other)).isEqualTo(-1);

            MemorySegment own = arena.allocate(state.byteSize()).copyFrom(state);
            context.order(own);
            assertThat(own.mismatch(state)).isEqualTo(-1);
            one.order(own);
            assertThat(own.mismatch(other)).isEqualTo(-1);

            float[] before = read(0, text, 399, 400);
            assertThat(difference(read(one, 2, text, 399, 400), before)).isLessThan(0.05);
        }
    }

    @Test
    void aContextForOneTakesAStateThatIsNotInTheOrderOfItsPositions() {
        int[] text = text(500);
        read(1, text(300), 0, 300);
        read(0, text, 0, 200);
        context.remove(1, 0);
        // A state has cells as they lie, and these lie in front.
        read(0, text, 200, 499);
        try (Arena arena = Arena.ofConfined();
                LlamaContext one = LlamaContext.openForOne(model, CELLS, BATCH, SEQUENCES, 1)) {
            assertThat(one.restore(0, context.save(0, arena))).isTrue();
            assertThat(LlamaContext.cellsOf(one.save(0, arena))).isEqualTo(499);
            float[] scattered = read(one, 0, text, 499, 500);
            context.remove(0, 0);
            read(0, text, 0, 499);
            one.remove(0, 0);
            assertThat(one.restore(0, context.save(0, arena))).isTrue();
            assertThat(difference(scattered, read(one, 0, text, 499, 500))).isLessThan(0.05);
        }
    }

    @Test
    void aStateWithoutRoomLeavesNothing() {
        int[] text = text(500);
        read(0, text, 0, 500);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = context.save(0, arena);
            read(1, text(450), 0, 450);

            assertThat(context.restore(2, state)).isFalse();
            assertThat(context.usedCells()).isEqualTo(950);
            context.remove(1, 0);
            assertThat(context.restore(2, state)).isTrue();
        }
    }

    @Test
    void aTruncatedStateLeavesNothing() {
        read(0, text(100), 0, 100);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = context.save(0, arena);
            assertThat(context.restore(1, state.asSlice(0, state.byteSize() - 100)))
                    .isFalse();
            assertThat(context.usedCells()).isEqualTo(100);
        }
    }

    @Test
    void noContextForOneTakesAStateOfAnotherSizeThanItSays() {
        read(0, text(100), 0, 100);
        try (Arena arena = Arena.ofConfined();
                LlamaContext one = LlamaContext.openForOne(model, CELLS, BATCH, SEQUENCES, 1)) {
            MemorySegment state = context.save(0, arena);
            one.order(state);

            assertThat(one.restore(1, state.asSlice(0, state.byteSize() - 100))).isFalse();
            assertThat(one.usedCells()).isZero();
            assertThat(one.restore(1, state)).isTrue();
            assertThat(one.usedCells()).isEqualTo(100);
        }
    }

    @Test
    void packingMakesRoomAndChangesNothing() {
        int[] text = text(300);
        try (Arena arena = Arena.ofConfined()) {
            read(0, text(400), 0, 400);
            MemorySegment state = context.save(0, arena);
            context.remove(0, 0);
            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                read(sequence, text, 0, 300);
            }
            float[] before = last(1, text);
            MemorySegment stays = context.save(1, arena);
            context.remove(0, 0);
            context.remove(2, 100);
            // 624 cells are free, but 300 of them lie in front and 324 behind.
            assertThat(context.restore(0, state)).isFalse();
            context.pack(1, 300);
            context.pack(2, 100);

            assertThat(context.usedCells()).isEqualTo(400);
            assertThat(context.save(1, arena).mismatch(stays)).isEqualTo(-1);
            assertThat(context.restore(0, state)).isTrue();
            assertThat(context.save(0, arena).mismatch(state)).isEqualTo(-1);
            assertThat(difference(last(1, text), before)).isLessThan(0.05);
        }
    }

    /** Replies that are written together lie in each other's gaps. */
    @Test
    void packingBringsScatteredCellsTogether() {
        int[] text = text(300);
        for (int at = 0; at < 300; at++) {
            batch.clear();
            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                batch.add(text[at], at, sequence, true);
            }
            assertThat(context.decode(batch)).isZero();
        }
        try (Arena arena = Arena.ofConfined()) {
            float[] before = last(1, text);
            MemorySegment state = context.save(1, arena);
            context.remove(0, 0);
            context.remove(2, 0);
            assertThat(context.restore(0, state)).isFalse();
            context.pack(1, 300);

            assertThat(context.restore(0, state)).isTrue();
            assertThat(context.restore(2, state)).isTrue();
            assertThat(difference(last(1, text), before)).isLessThan(0.05);
        }
    }

    @Test
    void aStepWithoutCellsIsRefused() {
        read(0, text(512), 0, 512);
        read(1, text(512), 0, 512);
        batch.clear();
        batch.add(100, 0, 2, true);

        assertThat(context.decode(batch)).isNotZero();
        context.remove(2, 0);
        assertThat(context.usedCells()).isEqualTo(CELLS);
    }

    @Test
    void anAbortedStepChangesNothing() {
        int[] text = text(512);
        read(0, text, 0, 100);
        context.abortable(true);
        context.abort();
        fill(0, text, 100, 512);

        assertThat(context.decode(batch)).isEqualTo(2);
        context.remove(0, 100);
        context.abortable(false);
        assertThat(context.usedCells()).isEqualTo(100);
        float[] after = read(0, text, 100, 512);
        context.remove(0, 0);
        read(0, text, 0, 100);
        assertThat(read(0, text, 100, 512)).isEqualTo(after);
    }

    /** So nobody else may be in the context then. */
    @Test
    void anAbortedStepFreesWhatOthersHaveAtPositionsThatAreNumbersOfItsCells() {
        int[] text = text(200);
        read(0, text, 0, 100);
        read(1, text, 0, 200);
        context.remove(0, 0);
        context.abortable(true);
        context.abort();
        fill(2, text, 0, 50);

        assertThat(context.decode(batch)).isEqualTo(2);
        context.remove(2, 0);
        context.abortable(false);
        // The step had the cells 0 to 49.
        assertThat(context.usedCells()).isEqualTo(150);
    }

    @Test
    void anotherThreadEndsAStepSoon(@TempDir Path folder) throws Exception {
        Path file = TinyModel.standard().withContextLength(30_000).writeTo(folder.resolve("long.gguf"));
        try (LlamaModel large = LlamaModel.load(TestLibrary.get(), file, 0);
                LlamaContext slow = LlamaContext.open(large, 4_096, 4_096, 1, 1);
                LlamaBatch all = new LlamaBatch(4_096, 1, large.vocabularySize())) {
            for (int i = 0; i < all.capacity(); i++) {
                all.add(100 + i % 400, i, 0, false);
            }
            CountDownLatch begun = new CountDownLatch(1);
            slow.abortable(true);
            CompletableFuture<Long> aborted = CompletableFuture.supplyAsync(() -> {
                try {
                    begun.await();
                    // Sleeping is the point here: the step must be in its middle.
                    MILLISECONDS.sleep(20);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                slow.abort();
                return System.nanoTime();
            });
            begun.countDown();

            assertThat(slow.decode(all)).isEqualTo(2);
            assertThat((System.nanoTime() - aborted.get()) / 1e6).isLessThan(500);
            slow.remove(0, 0);
            assertThat(slow.usedCells()).isZero();
        }
    }

    @Test
    void theArgmaxIsWhatTheGreedySamplerTakes() {
        try (LlamaSampler greedy = new LlamaSampler(TestLibrary.get(), new SamplerSettings(0, 40, 1, 0, 1, 0, 0), 1)) {
            for (int i = 0; i < 20; i++) {
                fill(0, text(20 + i), 0, 20 + i);
                assertThat(context.decode(batch)).isZero();

                assertThat(context.sample(greedy, batch, 19 + i)).isEqualTo(context.argmax(batch, 19 + i));
                context.remove(0, 0);
            }
        }
    }

    @Test
    void theSameSeedDrawsTheSame() {
        SamplerSettings warm = new SamplerSettings(1, 40, 0.95, 0.05, 1.1, 0, 0);
        fill(0, text(20), 0, 20);
        assertThat(context.decode(batch)).isZero();
        for (int seed = 0; seed < 5; seed++) {
            try (LlamaSampler first = new LlamaSampler(TestLibrary.get(), warm, seed);
                    LlamaSampler second = new LlamaSampler(TestLibrary.get(), warm, seed)) {
                for (int i = 0; i < 10; i++) {
                    assertThat(context.sample(first, batch, 19)).isEqualTo(context.sample(second, batch, 19));
                }
            }
        }
    }

    @Test
    void refusesWhatNativeCodeWouldNot() {
        assertThatThrownBy(() -> context.decode(batch)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> batch.add(model.vocabularySize(), 0, 0, false)).hasMessageContaining("vocabulary");
        assertThatThrownBy(() -> batch.add(-1, 0, 0, false)).hasMessageContaining("vocabulary");
        assertThatThrownBy(() -> batch.add(1, -1, 0, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> batch.add(1, 0, SEQUENCES, false)).hasMessageContaining("No sequence 3");
        assertThatThrownBy(() -> context.remove(SEQUENCES, 0)).hasMessageContaining("No sequence 3");
        assertThatThrownBy(() -> context.remove(-1, 0)).hasMessageContaining("No sequence -1");
        assertThatThrownBy(() -> model.piece(-1)).hasMessageContaining("vocabulary");
        for (int i = 0; i < BATCH; i++) {
            batch.add(100, i, 0, false);
        }
        assertThatThrownBy(() -> batch.add(100, BATCH, 0, false)).hasMessageContaining("512");
        assertThat(context.decode(batch)).isZero();
        assertThatThrownBy(() -> context.argmax(batch, 0)).hasMessageContaining("did not ask for logits");
        assertThatThrownBy(() -> context.argmax(batch, BATCH)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -3, 1e300})
    void refusesSamplingThatIsNotFiniteOrOutOfRange(double value) {
        assertThatThrownBy(() -> new SamplerSettings(value, 40, 1, 0, 1, 0, 0)).hasMessageContaining("temperature is");
        assertThatThrownBy(() -> new SamplerSettings(1, 40, value, 0, 1, 0, 0)).hasMessageContaining("top_p is");
        assertThatThrownBy(() -> new SamplerSettings(1, 40, 1, value, 1, 0, 0)).hasMessageContaining("min_p is");
        assertThatThrownBy(() -> new SamplerSettings(1, 40, 1, 0, value, 0, 0)).hasMessageContaining("repeat_penalty");
        assertThatThrownBy(() -> new SamplerSettings(1, 40, 1, 0, 1, value, 0)).hasMessageContaining("frequency");
        assertThatThrownBy(() -> new SamplerSettings(1, 40, 1, 0, 1, 0, value)).hasMessageContaining("presence");
        assertThatThrownBy(() -> new SamplerSettings(1, 0, 1, 0, 1, 0, 0)).hasMessageContaining("top_k is");
    }

    @Test
    void piecesJoinToTheTextThatWasTokenised() {
        String text = "Hello, Grüße, 你好 🙂\n\tx <|im_end|>";
        var bytes = new java.io.ByteArrayOutputStream();
        for (int token : model.tokenize(text, false)) {
            bytes.writeBytes(model.piece(token));
        }

        assertThat(bytes.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(model.tokenize("<|im_end|>", true)).containsExactly(2);
        assertThat(model.piece(2)).isEmpty();
        assertThat(model.isEndOfGeneration(2)).isTrue();
        assertThat(model.tokenize("", false)).isEmpty();
    }

    @Test
    void refusesAFileThatLlamaCppCannotLoad(@TempDir Path folder) {
        Path page = TinyModel.writeNoGguf(folder.resolve("page.gguf"));

        assertThatThrownBy(() -> LlamaModel.load(TestLibrary.get(), page, 0))
                .isInstanceOf(LlamaException.class)
                .hasMessageContaining("page.gguf");
    }

    private float[] last(int sequence, int[] text) {
        context.remove(sequence, text.length - 1);
        return read(sequence, text, text.length - 1, text.length);
    }

    private float[] read(int sequence, int[] text, int from, int to) {
        return read(context, sequence, text, from, to);
    }

    private float[] read(LlamaContext in, int sequence, int[] text, int from, int to) {
        fill(sequence, text, from, to);
        assertThat(in.decode(batch)).isZero();
        return in.copyLogits(batch, to - from - 1);
    }

    private void fill(int sequence, int[] text, int from, int to) {
        batch.clear();
        for (int i = from; i < to; i++) {
            batch.add(text[i], i, sequence, i == to - 1);
        }
    }

    private int[] text(int length) {
        return new Random(length).ints(length, 10, model.vocabularySize()).toArray();
    }

    private static double difference(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }
}
