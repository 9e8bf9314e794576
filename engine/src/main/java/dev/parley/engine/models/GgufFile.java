package dev.parley.engine.models;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a GGUF says about itself, read and checked without native code. A file that passes is one that llama.cpp b4916 may
 * be handed: version 2 or 3, whole, of a known architecture that writes text, with a vocabulary that agrees with itself.
 *
 * @param path where it is
 * @param size bytes
 * @param version of the format, 2 or 3
 * @param architecture {@code general.architecture}
 * @param name {@code general.name}, null where the file has none
 * @param quantisation llama.cpp's name of its file type, such as {@code Q4_1}
 * @param contextLength tokens that the model was trained for
 * @param chatTemplate its Jinja, null where the file has none
 * @param vocabulary its tokens
 * @param cacheBytesPerToken bytes that one token takes in the KV cache on a CPU; 0 for recurrent models
 * @param tensors in the file's order
 */
public record GgufFile(
        Path path,
        long size,
        int version,
        String architecture,
        @Nullable String name,
        String quantisation,
        int contextLength,
        @Nullable String chatTemplate,
        Vocabulary vocabulary,
        long cacheBytesPerToken,
        List<Tensor> tensors) {

    /**
     * One tensor.
     *
     * @param shape sizes, the fastest running dimension first, as ggml counts
     * @param type ggml's name of it
     * @param offset bytes from the start of the tensor data
     * @param bytes that it takes
     */
    public record Tensor(String name, List<Long> shape, String type, long offset, long bytes) {}

    /**
     * The vocabulary.
     *
     * @param model the tokenizer's kind, such as {@code gpt2} (byte-level BPE) or {@code llama} (SentencePiece)
     * @param pre how text is cut before BPE, null where the file does not say
     * @param tokens as the file spells them, by id
     * @param types of the tokens, by id
     * @param beginning id of the token that begins a text, null where the file does not say
     * @param end id of the token that ends a text, null where the file does not say
     * @param endOfTurn id of the token that ends a turn, null where the file does not say
     */
    public record Vocabulary(
            String model,
            @Nullable String pre,
            List<String> tokens,
            List<TokenType> types,
            @Nullable Integer beginning,
            @Nullable Integer end,
            @Nullable Integer endOfTurn) {}

    /** {@code llama_token_type}, in the order of its numbers. */
    public enum TokenType {
        /** No type was given. */
        UNDEFINED,
        /** Plain text. */
        NORMAL,
        /** Stands for what the vocabulary cannot write. */
        UNKNOWN,
        /** Structure, such as the start of a turn; never made from a person's text. */
        CONTROL,
        /** Added by the model's makers; made from text wherever it occurs. */
        USER_DEFINED,
        /** Never used. */
        UNUSED,
        /** A single byte. */
        BYTE
    }

    /**
     * What llama.cpp takes for a token of its own wherever it stands in a prompt and that has a meaning there: control
     * tokens, the unknown one, and of those that the makers added the ones that the chat template writes. The others
     * (runs of blanks, HTML) are harmless.
     *
     * @return their texts
     */
    public List<String> controlTokens() {
        var template = chatTemplate == null ? "" : chatTemplate;
        return IntStream.range(0, vocabulary.types().size())
                .filter(id -> switch (vocabulary.types().get(id)) {
                    case CONTROL, UNKNOWN -> true;
                    case USER_DEFINED -> template.contains(vocabulary.tokens().get(id));
                    default -> false;
                })
                .mapToObj(vocabulary.tokens()::get)
                .toList();
    }

    /**
     * Reads a file's description; the tensor data is not read.
     *
     * @throws ModelFileException with one sentence that names the file and what is wrong with it
     */
    public static GgufFile read(Path path) {
        return new GgufReader(path).read();
    }
}
