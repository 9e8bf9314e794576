package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.engine.fixture.GgufWriter;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoraFileTest {

    private static final TinyLora LORA = TinyLora.of(1);
    private static final String ALPHA = "adapter.lora.alpha";
    private static final String QUERY = "blk.0.attn_q.weight";

    @TempDir
    Path folder;

    private Path model;
    private Path file;

    @BeforeEach
    void writeModel() {
        model = TinyModel.write(folder.resolve("tiny.gguf"));
        file = folder.resolve("adapter.gguf");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhatAnAdapterSaysAboutItself(boolean half) throws IOException {
        (half ? LORA : LORA.inFull()).writeTo(file, model);
        LoraFile lora = LoraFile.check(file, model);

        assertThat(lora.path()).isEqualTo(file);
        assertThat(lora.size()).isEqualTo(Files.size(file));
        assertThat(lora.architecture()).isEqualTo("llama");
        assertThat(lora.alpha()).isEqualTo(4);
        assertThat(lora.rank()).isEqualTo(4);
        // In two layers: rank x (inputs + outputs) of q, k, v, output, gate, up and down.
        assertThat(lora.parameters()).isEqualTo(2 * 4 * (128 + 96 + 96 + 128 + 192 + 192 + 192));
        assertThat(lora.sha256()).matches("[0-9a-f]{64}");
    }

    @Test
    void theShaIsThatOfTheContent() {
        String one = LoraFile.check(LORA.writeTo(file, model), model).sha256();

        assertThat(LoraFile.check(LORA.writeTo(folder.resolve("copy.gguf"), model), model)
                        .sha256())
                .isEqualTo(one);
        assertThat(LoraFile.check(TinyLora.of(2).writeTo(file, model), model).sha256())
                .isNotEqualTo(one);
    }

    @Test
    void saysThatNothingIsThere() {
        assertRefused("There is no adapter file " + file + ".");
    }

    @Test
    void refusesAFolder() throws IOException {
        Files.createDirectory(file);

        assertRefused("is no file; give the path");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Files.createFile(file);

        assertRefused("is empty");
    }

    @Test
    void refusesWhatIsNoGguf() {
        TinyModel.writeNoGguf(file);

        assertRefused("is no GGUF adapter: it begins with \"<!do\"");
    }

    @Test
    void refusesAModel() {
        TinyModel.write(file);

        assertRefused("is no adapter but of the type \"model\"");
    }

    @Test
    void refusesAnotherKindOfAdapter() {
        new GgufWriter()
                .string("general.type", "adapter")
                .string("adapter.type", "control_vector")
                .writeTo(file);

        assertRefused("is no LoRA adapter but of the kind \"control_vector\"");
    }

    @Test
    void refusesAForeignArchitecture() {
        LORA.withArchitecture("qwen2").writeTo(file, model);

        assertRefused("was made for a model of the architecture \"qwen2\"; tiny.gguf is of \"llama\".");
    }

    @Test
    void refusesATensorThatTheModelDoesNotHave() {
        LORA.pair(LORA.header(), "blk.7.attn_q.weight", 64, 64, new Random(1)).writeTo(file);

        assertRefused("is for a tensor blk.7.attn_q.weight, which tiny.gguf does not have");
    }

    @ParameterizedTest
    @CsvSource({"32,64,lora_a,32 x 4,64 x 4", "64,96,lora_b,4 x 96,4 x 64"})
    void refusesAWrongShape(int in, int out, String part, String is, String wanted) {
        LORA.pair(LORA.header(), QUERY, in, out, new Random(1)).writeTo(file);

        assertRefused(
                "The tensor %s.%s of %s has the shape %s; tiny.gguf needs %s".formatted(QUERY, part, file, is, wanted));
    }

    @Test
    void refusesRanksThatDoNotAgree() {
        LORA.header()
                .tensor(QUERY + ".lora_a", new int[] {64, 4}, new float[64 * 4])
                .tensor(QUERY + ".lora_b", new int[] {2, 64}, new float[2 * 64])
                .writeTo(file);

        assertRefused("has the shape 2 x 64; tiny.gguf needs 4 x 64");
    }

    @Test
    void refusesAThirdDimension() {
        LORA.header()
                .tensor(QUERY + ".lora_a", new int[] {64, 4, 2}, new float[64 * 4 * 2])
                .tensor(QUERY + ".lora_b", new int[] {4, 64}, new float[4 * 64])
                .writeTo(file);

        assertRefused("has the shape 64 x 4 x 2; tiny.gguf needs 64 x 4");
    }

    @Test
    void refusesHalfAPair() {
        LORA.header()
                .tensor(QUERY + ".lora_a", new int[] {64, 4}, new float[64 * 4])
                .writeTo(file);

        assertRefused("of " + QUERY + " it has only one of the two parts");
    }

    @Test
    void refusesATensorThatBelongsToNoPair() {
        LORA.gguf(model)
                .tensor("blk.0.attn_norm.weight", new int[] {64}, new float[64])
                .writeTo(file);

        assertRefused("has a tensor blk.0.attn_norm.weight, which is no part of a LoRA adapter");
    }

    @Test
    void refusesToChangeANorm() {
        LORA.header()
                .tensor("blk.0.attn_norm.weight.lora_a", new int[] {64, 4}, new float[64 * 4])
                .tensor("blk.0.attn_norm.weight.lora_b", new int[] {4}, new float[4])
                .writeTo(file);

        assertRefused("changes blk.0.attn_norm.weight, which is no linear layer of tiny.gguf");
    }

    @Test
    void refusesToChangeTheEmbeddings() {
        LORA.pair(LORA.header(), "token_embd.weight", 64, 64, new Random(1)).writeTo(file);

        assertRefused("changes token_embd.weight, which is no linear layer of tiny.gguf");
    }

    @Test
    void refusesAModelWhoseWeightsLlamaCppRepacks() {
        LORA.writeTo(file, model);
        GgufFile read = GgufFile.read(model);
        List<GgufFile.Tensor> quantised = read.tensors().stream()
                .map(each -> each.name().equals(QUERY)
                        ? new GgufFile.Tensor(each.name(), each.shape(), "Q4_0", each.offset(), each.bytes())
                        : each)
                .toList();
        GgufFile repacked = new GgufFile(
                model,
                read.size(),
                read.version(),
                read.architecture(),
                read.name(),
                "Q4_0",
                read.contextLength(),
                read.chatTemplate(),
                read.vocabulary(),
                read.cacheBytesPerToken(),
                quantised);

        assertThatThrownBy(() -> LoraFile.check(file, repacked))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("tiny.gguf is quantised as Q4_0, which llama.cpp cannot use with an adapter");
    }

    @Test
    void refusesAnotherType() {
        LORA.header()
                .tensor(QUERY + ".lora_a", new int[] {64, 4}, 30, new byte[64 * 4 * 2])
                .writeTo(file);

        assertRefused("is of the type BF16; an adapter's are F16 or F32");
    }

    @Test
    void refusesAnAdapterWithoutTensors() {
        LORA.header().writeTo(file);

        assertRefused("holds no tensors");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 0, -8})
    void refusesAnAlphaThatIsNoUse(float alpha) {
        headerWithoutAlpha().float32(ALPHA, alpha).writeTo(file);

        assertRefused("its " + ALPHA + " is " + (double) alpha);
    }

    @Test
    void refusesAnAlphaOfAnotherType() {
        var eight = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(12)
                .putDouble(8);
        headerWithoutAlpha().raw(ALPHA, eight.array()).writeTo(file);
        assertRefused("does not say its " + ALPHA);

        headerWithoutAlpha().uint32(ALPHA, 8).writeTo(file);
        assertRefused("does not say its " + ALPHA);

        headerWithoutAlpha().writeTo(file);
        assertRefused("does not say its " + ALPHA);
    }

    @Test
    void refusesAnAlignmentOfAnotherType() {
        var thirtyTwo = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(10)
                .putLong(32);
        LORA.gguf(model).raw("general.alignment", thirtyTwo.array()).writeTo(file);

        assertRefused("its alignment is no 32-bit number");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesNumbersThatAreNotFinite(boolean half) {
        float[] values = new float[64 * 4];
        values[100] = half ? Float.POSITIVE_INFINITY : Float.NaN;
        var gguf = LORA.header();
        if (half) {
            gguf.halves(QUERY + ".lora_a", new int[] {64, 4}, values);
        } else {
            gguf.tensor(QUERY + ".lora_a", new int[] {64, 4}, values);
        }
        gguf.tensor(QUERY + ".lora_b", new int[] {4, 64}, new float[4 * 64]).writeTo(file);

        assertRefused("its tensor " + QUERY + ".lora_a holds numbers that are not finite");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        LORA.writeTo(file, model);
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(LoraFile.LARGEST + 1);
        }

        assertRefused("is larger than the 512 MB that an adapter may have");
    }

    @Test
    void refusesEveryFileThatIsCutShort() throws IOException {
        byte[] whole = LORA.gguf(model).toBytes();
        GgufFile read = GgufFile.read(model);
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> LoraFile.check(file, read)).isInstanceOf(ModelFileException.class);
        }
    }

    @Test
    void survivesFilesWithFlippedBytes() throws IOException {
        byte[] whole = LORA.gguf(model).toBytes();
        GgufFile read = GgufFile.read(model);
        var random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 0; flips < 3; flips++) {
                damaged[random.nextInt(1_500)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                LoraFile.check(file, read);
            } catch (ModelFileException e) {
                assertThat(e).hasMessageContaining("adapter.gguf");
            }
        }
    }

    @Test
    void saysWhatIsWrongWithTheModel() {
        LORA.writeTo(file, model);

        assertThatThrownBy(() -> LoraFile.check(file, TinyModel.writeTruncated(folder.resolve("cut.gguf"))))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("cut.gguf is cut short");
    }

    private GgufWriter headerWithoutAlpha() {
        return new GgufWriter()
                .string("general.type", "adapter")
                .string("general.architecture", "llama")
                .string("adapter.type", "lora");
    }

    private void assertRefused(String words) {
        assertThatThrownBy(() -> LoraFile.check(file, model))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(words);
    }
}
