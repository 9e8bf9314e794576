package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.engine.fixture.GgufWriter;
import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GgufFileTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("some.gguf");
    }

    @Test
    void readsWhatAModelSaysAboutItself() {
        var gguf = GgufFile.read(TinyModel.write(file));

        assertThat(gguf.architecture()).isEqualTo("llama");
        assertThat(gguf.name()).isEqualTo(TinyModel.NAME);
        assertThat(gguf.quantisation()).isEqualTo("F32");
        assertThat(gguf.contextLength()).isEqualTo(2048);
        assertThat(gguf.chatTemplate()).isEqualTo(TinyModel.CHAT_TEMPLATE);
        assertThat(gguf.vocabulary().model()).isEqualTo("gpt2");
        assertThat(gguf.vocabulary().pre()).isEqualTo("smollm");
        assertThat(gguf.vocabulary().end()).isEqualTo(2);
        assertThat(gguf.vocabulary().endOfTurn()).isNull();
        assertThat(gguf.vocabulary().tokens()).startsWith("<|endoftext|>", "<|im_start|>", "<|im_end|>");
        assertThat(gguf.vocabulary().types())
                .hasSameSizeAs(gguf.vocabulary().tokens())
                .startsWith(
                        GgufFile.TokenType.CONTROL,
                        GgufFile.TokenType.CONTROL,
                        GgufFile.TokenType.CONTROL,
                        GgufFile.TokenType.NORMAL);
    }

    @Test
    void countsTheCacheOfAToken() {
        // 2 layers x 1 KV head x (32 numbers of 8 bits with their scale + 32 of 16 bits)
        assertThat(GgufFile.read(TinyModel.write(file)).cacheBytesPerToken()).isEqualTo(2 * 1 * (34 + 64));
    }

    @Test
    void saysHowManyBytesAreMissing() throws IOException {
        int whole = TinyModel.standard().toBytes().length;
        long there = Files.size(TinyModel.writeTruncated(file));

        assertRefused("some.gguf is cut short: %,d of its %,d bytes are missing".formatted(whole - there, whole));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 24, 100, 5_000})
    void refusesAFileThatEndsInItsDescription(int length) throws IOException {
        Files.write(file, Arrays.copyOf(TinyModel.standard().toBytes(), length));

        assertRefused("is cut short or damaged: it ends in the middle of its description");
    }

    @Test
    void showsHowAnotherFileBegins() {
        TinyModel.writeNoGguf(file);

        assertRefused("is no GGUF model file: it begins with \"<!do\" instead of \"GGUF\"");
    }

    @Test
    void refusesAnEmptyFileAFolderAndNothing() throws IOException {
        assertRefused("There is no model file");
        Files.createDirectory(file);
        assertRefused("is no file");
        Files.delete(file);
        Files.createFile(file);
        assertRefused("is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen3", "gpt-oss", "llama4", "gemma3n", "Llama", "constructor"})
    void refusesAnUnknownArchitectureByName(String architecture) {
        TinyModel.standard().withArchitecture(architecture).writeTo(file);

        assertRefused("has the architecture \"" + architecture + "\", which the llama.cpp in this Parley (b4916");
    }

    @Test
    void refusesAnEmbeddingModel() {
        TinyModel.standard().withArchitecture("bert").writeTo(file);

        assertRefused("has the architecture bert, which does not write text");
    }

    @Test
    void refusesAnAdapterInPlaceOfAModel() {
        new GgufWriter()
                .string("general.type", "adapter")
                .string("general.architecture", "llama")
                .writeTo(file);

        assertRefused("is no model but of the type \"adapter\"");
    }

    @Test
    void refusesOnePartOfASplitModel() {
        new GgufWriter()
                .string("general.architecture", "llama")
                .uint32("split.count", 3)
                .writeTo(file);

        assertRefused("is one of 3 parts");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 77})
    void refusesOtherVersions(int version) throws IOException {
        var bytes = TinyModel.standard().toBytes();
        Files.write(
                file,
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(4, version)
                        .array());

        assertRefused("is a GGUF of version " + version);
    }

    @Test
    void refusesBigEndianFiles() throws IOException {
        var bytes = TinyModel.standard().toBytes();
        Files.write(
                file,
                ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).putInt(4, 3).array());

        assertRefused("is a big-endian GGUF");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void refusesHostileCountsBeforeAllocating(int position) throws IOException {
        var bytes = TinyModel.standard().toBytes();
        for (long count : new long[] {Long.MAX_VALUE, -1, 1L << 40}) {
            Files.write(
                    file,
                    ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(position, count)
                            .array());

            assertRefused("is damaged: it announces");
        }
    }

    @Test
    void refusesAHostileArrayLength() {
        // Array of strings, 3,999,999 of them, and no bytes for them.
        var value = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(9)
                .putInt(8)
                .putLong(3_999_999);
        new GgufWriter().raw("tokenizer.ggml.tokens", value.array()).writeTo(file);

        assertRefused("is cut short or damaged");
    }

    @Test
    void refusesTypesThatDoNotFitTheTokens() {
        plain().strings("tokenizer.ggml.tokens", List.of("a", "b"))
                .int32s("tokenizer.ggml.token_type", List.of(1))
                .writeTo(file);

        assertRefused("its tokenizer.ggml.token_type do not fit its 2 tokens");
    }

    @Test
    void refusesATokenIdOutsideTheVocabulary() {
        plain().strings("tokenizer.ggml.tokens", List.of("a", "b"))
                .uint32("tokenizer.ggml.eos_token_id", 2)
                .writeTo(file);

        assertRefused("its tokenizer.ggml.eos_token_id is 2, but it has 2 tokens");
    }

    @Test
    void refusesATokenThatStandsTwice() {
        plain().strings("tokenizer.ggml.tokens", List.of("a", "", "b", "", "a")).writeTo(file);

        assertRefused("its vocabulary has the token \"a\" twice");
    }

    @Test
    void refusesAModelWithoutAVocabulary() {
        plain().writeTo(file);

        assertRefused("holds no vocabulary");
    }

    @Test
    void refusesAnUnreasonableContextLength() {
        new GgufWriter()
                .string("general.architecture", "llama")
                .uint32("llama.context_length", 0)
                .writeTo(file);

        assertRefused("its llama.context_length is 0");
    }

    @Test
    void refusesAKeyThatStandsTwice() {
        plain().uint32("llama.block_count", 3).uint32("llama.block_count", 1).writeTo(file);

        assertRefused("it has the key llama.block_count twice");
    }

    @Test
    void sumsTheCacheOverLayersThatDiffer() {
        plain().strings("tokenizer.ggml.tokens", List.of("a"))
                .uint32("llama.block_count", 2)
                .uint32("llama.embedding_length", 64)
                .int32s("llama.attention.head_count", List.of(4, 8))
                .int32s("llama.attention.head_count_kv", List.of(1, 2))
                .writeTo(file);

        assertThat(GgufFile.read(file).cacheBytesPerToken()).isEqualTo(1 * (16 + 16) * 2 + 2 * (8 + 8) * 2);
    }

    @Test
    void answersEveryDamagedFileWithASentence() throws IOException {
        byte[] whole = TinyModel.standard().toBytes();
        var random = new Random(11);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 8; i++) {
                damaged[random.nextInt(20_000)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                GgufFile.read(file);
            } catch (ModelFileException e) {
                assertThat(e).hasMessageContaining("some.gguf").hasMessageEndingWith(".");
            }
        }
    }

    private static GgufWriter plain() {
        return new GgufWriter()
                .string("general.architecture", "llama")
                .uint32("llama.context_length", 64)
                .string("tokenizer.ggml.model", "gpt2")
                .tensor("token_embd.weight", new int[] {1}, new float[1])
                .strings("tokenizer.ggml.merges", Collections.nCopies(3, "a b"));
    }

    private void assertRefused(String words) {
        assertThatThrownBy(() -> GgufFile.read(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(words);
    }
}
