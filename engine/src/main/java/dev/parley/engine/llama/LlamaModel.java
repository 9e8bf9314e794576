package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A loaded model with its vocabulary. Tokenising is safe from any thread, but recurses deeply on long runs of letters:
 * call it on a thread with a large stack (64 MB; 1 MB overflows at 10,000 letters).
 */
public final class LlamaModel implements AutoCloseable {
    /** A token's attribute bit: control tokens such as {@code <|im_start|>}. */
    public static final int CONTROL = 1 << 3;
    /** A token's attribute bit: added by the model's maker; tokenised even where control tokens are not. */
    public static final int USER_DEFINED = 1 << 4;
    /** llama.cpp keeps keys of 8 bits in blocks of this many numbers, with one scale for each. */
    private static final int KEY_BLOCK = 32;

    private final LoadLog log;
    private final LlamaApi api;
    private final MemorySegment model;
    private final MemorySegment vocab;
    private final int vocabularySize;
    private final int[] endTokens;
    private final boolean shortKeys;

    private LlamaModel(LlamaLibrary library, MemorySegment model, int gpuLayers) {
        this.log = library.log();
        this.api = library.api();
        this.model = model;
        this.vocab = api.model_get_vocab.call(model);
        this.vocabularySize = api.vocab_n_tokens.call(vocab);
        this.endTokens = IntStream.range(0, vocabularySize)
                .filter(this::isEndOfGeneration)
                .toArray();
        this.shortKeys = gpuLayers == 0 && headLength() % KEY_BLOCK == 0;
    }

    /**
     * Loads a model. The file must have been read by our own GGUF reader before: llama.cpp trusts it.
     *
     * @param library the library
     * @param file a GGUF file, mapped into memory: it must not be written to while the model is open
     * @param gpuLayers layers to move to an accelerator, 0 for none
     * @return the model
     * @throws LlamaException if llama.cpp refuses the file; it says why on standard error
     */
    public static LlamaModel load(LlamaLibrary library, Path file, int gpuLayers) {
        LlamaApi api = library.api();
        library.log().loadingModel();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = api.model_default_params.call(arena);
            Structs.set(params, Structs.MODEL_PARAMS, "n_gpu_layers", gpuLayers);
            MemorySegment model = api.model_load_from_file.call(arena.allocateFrom(file.toString()), params);
            if (model.address() == 0) {
                throw new LlamaException("llama.cpp cannot load " + file.getFileName() + ".");
            }
            return new LlamaModel(library, model, gpuLayers);
        }
    }

    LlamaApi api() {
        return api;
    }

    LoadLog log() {
        return log;
    }

    /**
     * Whether its contexts have keys of 8 bits (q8_0) in place of 16. Eight replies at 500 tokens each take 54 ms
     * a step in place of 70, and 1,500 tokens are read in four fifths of the time; cells and states are a quarter
     * smaller. What the model says changes as little as with flash attention or without it (Kullback-Leibler divergence
     * 0.004 nats in both cases, on 18,000 tokens with the small model). Not on a GPU, where values would have to be of the
     * same type, and only where blocks fit into a head.
     *
     * @return the same for all contexts of this model
     */
    public boolean hasShortKeys() {
        return shortKeys;
    }

    private int headLength() {
        return metadata(metadata("general.architecture").orElse("") + ".attention.key_length")
                .map(Integer::parseInt)
                .orElseGet(() -> api.model_n_embd.call(model) / Math.max(1, api.model_n_head.call(model)));
    }

    private Optional<String> metadata(String key) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(256);
            int length = api.model_meta_val_str.call(model, arena.allocateFrom(key), buffer, buffer.byteSize());
            return length < 0 ? Optional.empty() : Optional.of(buffer.getString(0));
        }
    }

    /** The tokens that end a reply. */
    int[] endTokens() {
        return endTokens;
    }

    MemorySegment pointer() {
        return model;
    }

    /**
     * Describes architecture, size and quantisation in llama.cpp's words.
     *
     * @return for example "llama 134.52M Q4_1"
     */
    public String description() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(256);
            api.model_desc.call(model, buffer, buffer.byteSize());
            return buffer.getString(0);
        }
    }

    /**
     * The number of token ids.
     *
     * @return ids run from 0 to this, exclusive
     */
    public int vocabularySize() {
        return vocabularySize;
    }

    /**
     * The token's attribute bits.
     *
     * @param token an id
     * @return {@link #CONTROL}, {@link #USER_DEFINED} and others of {@code llama_token_attr}
     */
    public int attributes(int token) {
        return api.vocab_get_attr.call(vocab, inVocabulary(token));
    }

    /**
     * The token's text as the vocabulary spells it.
     *
     * @param token an id
     * @return the text; for ordinary tokens in the vocabulary's own byte encoding
     */
    public String text(int token) {
        return Structs.string(api.vocab_get_text.call(vocab, inVocabulary(token)));
    }

    /**
     * Says whether a reply ends with this token.
     *
     * @param token an id
     * @return true for every end-of-generation token
     */
    public boolean isEndOfGeneration(int token) {
        return api.vocab_is_eog.call(vocab, inVocabulary(token));
    }

    /**
     * The token that starts every prompt.
     *
     * @return its id, or -1 where the model wants none
     */
    public int beginningOfSequence() {
        return api.vocab_get_add_bos.call(vocab) ? api.vocab_bos.call(vocab) : -1;
    }

    /**
     * Tokenises text.
     *
     * @param text any text; lone surrogates are the caller's to replace
     * @param parseSpecial whether the spelling of a control token becomes that token; false for everything that a person
     *     wrote
     * @return token ids, without a beginning-of-sequence token
     */
    public int[] tokenize(String text, boolean parseSpecial) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(bytes.length + 1L);
            MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
            int capacity = bytes.length + 8;
            while (true) {
                MemorySegment tokens = arena.allocate(JAVA_INT, capacity);
                int count = api.tokenize.call(vocab, segment, bytes.length, tokens, capacity, false, parseSpecial);
                if (count >= 0) {
                    return tokens.asSlice(0, (long) count * Integer.BYTES).toArray(JAVA_INT);
                }
                capacity = -count;
            }
        }
    }

    /**
     * The bytes that a token stands for; characters may be spread over several tokens.
     *
     * @param token an id
     * @return UTF-8 bytes, empty for control tokens
     */
    public byte[] piece(int token) {
        try (Arena arena = Arena.ofConfined()) {
            int capacity = 64;
            while (true) {
                MemorySegment buffer = arena.allocate(capacity);
                int length = api.token_to_piece.call(vocab, inVocabulary(token), buffer, capacity, 0, false);
                if (length >= 0) {
                    return buffer.asSlice(0, length).toArray(JAVA_BYTE);
                }
                capacity = -length;
            }
        }
    }

    /**
     * Renders messages by the chat template; llama.cpp knows the common ones by recognising their source.
     *
     * @param template the model's template, or the name of a known one such as "chatml"
     * @param roles "system", "user", "assistant", one for each content
     * @param contents the texts
     * @param addAssistant whether the opening of an assistant's reply follows
     * @return the text
     * @throws LlamaException if the template is not known
     */
    public String applyTemplate(String template, List<String> roles, List<String> contents, boolean addAssistant) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment messages = arena.allocate(Structs.CHAT_MESSAGE, roles.size());
            long stride = Structs.CHAT_MESSAGE.byteSize();
            for (int i = 0; i < roles.size(); i++) {
                MemorySegment message = messages.asSlice(i * stride, stride);
                Structs.set(message, Structs.CHAT_MESSAGE, "role", arena.allocateFrom(roles.get(i)));
                Structs.set(message, Structs.CHAT_MESSAGE, "content", arena.allocateFrom(contents.get(i)));
            }
            MemorySegment name = arena.allocateFrom(template);
            int capacity = 1024;
            while (true) {
                MemorySegment buffer = arena.allocate(capacity);
                int length = api.chat_apply_template.call(name, messages, roles.size(), addAssistant, buffer, capacity);
                if (length < 0) {
                    throw new LlamaException("llama.cpp does not know this model's chat template.");
                }
                if (length <= capacity) {
                    // No NUL is written, so the length alone says where the text ends.
                    return new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
                }
                capacity = length;
            }
        }
    }

    @Override
    public void close() {
        api.model_free.call(model);
    }

    private int inVocabulary(int token) {
        if (token < 0 || token >= vocabularySize) {
            throw new IllegalArgumentException("Token id " + token + " is outside the vocabulary.");
        }
        return token;
    }
}
