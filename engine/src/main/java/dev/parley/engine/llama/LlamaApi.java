package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandleProxies;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The C functions that Parley calls, each a field under its own name. A signature is read off the Java interface that the
 * field has; where a struct goes by value, its layout is named beside it.
 */
final class LlamaApi {
    public interface Call {
        void call();
    }

    public interface Pointer {
        void call(MemorySegment pointer);
    }

    public interface PointerToPointer {
        MemorySegment call(MemorySegment pointer);
    }

    public interface PointerToInt {
        int call(MemorySegment pointer);
    }

    public interface PointerToLong {
        long call(MemorySegment pointer);
    }

    public interface PointerToFlag {
        boolean call(MemorySegment pointer);
    }

    public interface PointersToPointer {
        MemorySegment call(MemorySegment first, MemorySegment second);
    }

    public interface PointersToInt {
        int call(MemorySegment first, MemorySegment second);
    }

    public interface TwoPointers {
        void call(MemorySegment first, MemorySegment second);
    }

    public interface ThreePointers {
        void call(MemorySegment first, MemorySegment second, MemorySegment third);
    }

    public interface Item {
        int call(MemorySegment pointer, int item);
    }

    public interface ItemToFlag {
        boolean call(MemorySegment pointer, int item);
    }

    public interface ItemToPointer {
        MemorySegment call(MemorySegment pointer, int item);
    }

    public interface SetTwo {
        void call(MemorySegment pointer, int first, int second);
    }

    public interface NamedText {
        int call(MemorySegment pointer, MemorySegment name, MemorySegment buffer, long size);
    }

    public interface Text {
        int call(MemorySegment pointer, MemorySegment buffer, long size);
    }

    public interface Struct {
        MemorySegment call(SegmentAllocator allocator);
    }

    public interface FromStruct {
        MemorySegment call(MemorySegment struct);
    }

    public interface Size {
        long call();
    }

    public interface AtIndex {
        MemorySegment call(long index);
    }

    public interface Tokenize {
        int call(
                MemorySegment vocab,
                MemorySegment text,
                int length,
                MemorySegment tokens,
                int capacity,
                boolean addSpecial,
                boolean parseSpecial);
    }

    public interface TokenToPiece {
        int call(MemorySegment vocab, int token, MemorySegment buffer, int length, int strip, boolean special);
    }

    public interface ApplyTemplate {
        int call(
                MemorySegment template,
                MemorySegment messages,
                long count,
                boolean addAssistant,
                MemorySegment buffer,
                int length);
    }

    public interface SequenceRange {
        boolean call(MemorySegment context, int sequence, int from, int to);
    }

    public interface SequenceCopy {
        void call(MemorySegment context, int from, int to, int first, int end);
    }

    public interface SequenceSize {
        long call(MemorySegment context, int sequence);
    }

    public interface SequenceData {
        long call(MemorySegment context, MemorySegment data, long size, int sequence);
    }

    public interface Convert {
        void call(MemorySegment from, MemorySegment to, long count);
    }

    public interface IntSampler {
        MemorySegment call(int value);
    }

    public interface FloatSampler {
        MemorySegment call(float value);
    }

    public interface NucleusSampler {
        MemorySegment call(float p, long minKeep);
    }

    public interface PenaltySampler {
        MemorySegment call(int lastTokens, float repeat, float frequency, float presence);
    }

    public interface Accept {
        void call(MemorySegment sampler, int token);
    }

    public interface SetScaled {
        int call(MemorySegment context, MemorySegment pointer, float scale);
    }

    final TwoPointers log_set;
    final Call backend_init;
    final Struct model_default_params;
    final Struct context_default_params;
    final Struct sampler_chain_default_params;
    final PointersToPointer model_load_from_file;
    final Pointer model_free;
    final Text model_desc;
    final NamedText model_meta_val_str;
    final PointerToInt model_n_embd;
    final PointerToInt model_n_head;
    final PointerToPointer model_get_vocab;
    final PointerToInt vocab_n_tokens;
    final ItemToPointer vocab_get_text;
    final Item vocab_get_attr;
    final ItemToFlag vocab_is_eog;
    final PointerToInt vocab_bos;
    final PointerToFlag vocab_get_add_bos;
    final Tokenize tokenize;
    final TokenToPiece token_to_piece;
    final ApplyTemplate chat_apply_template;
    final PointersToPointer init_from_model;
    final Pointer free;
    final PointersToInt decode;
    final ItemToPointer get_logits_ith;
    final SetTwo set_n_threads;
    final ThreePointers set_abort_callback;
    final SequenceRange kv_self_seq_rm;
    final SequenceCopy kv_self_seq_cp;
    final Pointer kv_self_clear;
    final PointerToInt kv_self_used_cells;
    final SequenceSize state_seq_get_size;
    final SequenceData state_seq_get_data;
    final SequenceData state_seq_set_data;
    final FromStruct sampler_chain_init;
    final TwoPointers sampler_chain_add;
    final IntSampler sampler_init_top_k;
    final NucleusSampler sampler_init_top_p;
    final NucleusSampler sampler_init_min_p;
    final FloatSampler sampler_init_temp;
    final IntSampler sampler_init_dist;
    final PenaltySampler sampler_init_penalties;
    final TwoPointers sampler_apply;
    final Accept sampler_accept;
    final Pointer sampler_free;
    final PointersToPointer adapter_lora_init;
    final Pointer adapter_lora_free;
    final SetScaled set_adapter_lora;
    final Pointer clear_adapter_lora;
    final Convert fp16_to_fp32_row;
    final Convert fp32_to_fp16_row;
    final Size dev_count;
    final AtIndex dev_get;
    final PointerToPointer dev_name;
    final PointerToInt dev_type;
    /** libc's {@code strlen}; see {@link LlamaContext#abortable}. */
    final MemorySegment strlen;

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup symbols;
    private final String library;

    LlamaApi(SymbolLookup symbols, String library) {
        this.symbols = symbols;
        this.library = library;
        log_set = bind("llama_log_set", TwoPointers.class);
        backend_init = bind("llama_backend_init", Call.class);
        model_default_params =
                bind("llama_model_default_params", Struct.class, FunctionDescriptor.of(Structs.MODEL_PARAMS));
        context_default_params =
                bind("llama_context_default_params", Struct.class, FunctionDescriptor.of(Structs.CONTEXT_PARAMS));
        sampler_chain_default_params = bind(
                "llama_sampler_chain_default_params",
                Struct.class,
                FunctionDescriptor.of(Structs.SAMPLER_CHAIN_PARAMS));
        model_load_from_file = bind(
                "llama_model_load_from_file",
                PointersToPointer.class,
                FunctionDescriptor.of(ADDRESS, ADDRESS, Structs.MODEL_PARAMS));
        model_free = bind("llama_model_free", Pointer.class);
        model_desc = bind("llama_model_desc", Text.class);
        model_meta_val_str = bind("llama_model_meta_val_str", NamedText.class);
        model_n_embd = bind("llama_model_n_embd", PointerToInt.class);
        model_n_head = bind("llama_model_n_head", PointerToInt.class);
        model_get_vocab = bind("llama_model_get_vocab", PointerToPointer.class);
        vocab_n_tokens = bind("llama_vocab_n_tokens", PointerToInt.class);
        vocab_get_text = bind("llama_vocab_get_text", ItemToPointer.class);
        vocab_get_attr = bind("llama_vocab_get_attr", Item.class);
        vocab_is_eog = bind("llama_vocab_is_eog", ItemToFlag.class);
        vocab_bos = bind("llama_vocab_bos", PointerToInt.class);
        vocab_get_add_bos = bind("llama_vocab_get_add_bos", PointerToFlag.class);
        tokenize = bind("llama_tokenize", Tokenize.class);
        token_to_piece = bind("llama_token_to_piece", TokenToPiece.class);
        chat_apply_template = bind("llama_chat_apply_template", ApplyTemplate.class);
        init_from_model = bind(
                "llama_init_from_model",
                PointersToPointer.class,
                FunctionDescriptor.of(ADDRESS, ADDRESS, Structs.CONTEXT_PARAMS));
        free = bind("llama_free", Pointer.class);
        decode = bind("llama_decode", PointersToInt.class, FunctionDescriptor.of(JAVA_INT, ADDRESS, Structs.BATCH));
        get_logits_ith = bind("llama_get_logits_ith", ItemToPointer.class);
        set_n_threads = bind("llama_set_n_threads", SetTwo.class);
        set_abort_callback = bind("llama_set_abort_callback", ThreePointers.class);
        kv_self_seq_rm = bind("llama_kv_self_seq_rm", SequenceRange.class);
        kv_self_seq_cp = bind("llama_kv_self_seq_cp", SequenceCopy.class);
        kv_self_clear = bind("llama_kv_self_clear", Pointer.class);
        kv_self_used_cells = bind("llama_kv_self_used_cells", PointerToInt.class);
        state_seq_get_size = bind("llama_state_seq_get_size", SequenceSize.class);
        state_seq_get_data = bind("llama_state_seq_get_data", SequenceData.class);
        state_seq_set_data = bind("llama_state_seq_set_data", SequenceData.class);
        sampler_chain_init = bind(
                "llama_sampler_chain_init",
                FromStruct.class,
                FunctionDescriptor.of(ADDRESS, Structs.SAMPLER_CHAIN_PARAMS));
        sampler_chain_add = bind("llama_sampler_chain_add", TwoPointers.class);
        sampler_init_top_k = bind("llama_sampler_init_top_k", IntSampler.class);
        sampler_init_top_p = bind("llama_sampler_init_top_p", NucleusSampler.class);
        sampler_init_min_p = bind("llama_sampler_init_min_p", NucleusSampler.class);
        sampler_init_temp = bind("llama_sampler_init_temp", FloatSampler.class);
        sampler_init_dist = bind("llama_sampler_init_dist", IntSampler.class);
        sampler_init_penalties = bind("llama_sampler_init_penalties", PenaltySampler.class);
        sampler_apply = bind("llama_sampler_apply", TwoPointers.class);
        sampler_accept = bind("llama_sampler_accept", Accept.class);
        sampler_free = bind("llama_sampler_free", Pointer.class);
        adapter_lora_init = bind("llama_adapter_lora_init", PointersToPointer.class);
        adapter_lora_free = bind("llama_adapter_lora_free", Pointer.class);
        set_adapter_lora = bind("llama_set_adapter_lora", SetScaled.class);
        clear_adapter_lora = bind("llama_clear_adapter_lora", Pointer.class);
        fp16_to_fp32_row = bind("ggml_fp16_to_fp32_row", Convert.class);
        fp32_to_fp16_row = bind("ggml_fp32_to_fp16_row", Convert.class);
        dev_count = bind("ggml_backend_dev_count", Size.class);
        dev_get = bind("ggml_backend_dev_get", AtIndex.class);
        dev_name = bind("ggml_backend_dev_name", PointerToPointer.class);
        dev_type = bind("ggml_backend_dev_type", PointerToInt.class);
        strlen = linker.defaultLookup()
                .find("strlen")
                .orElseThrow(() -> new LlamaException("This system's C library has no strlen."));
    }

    private <T> T bind(String name, Class<T> shape) {
        Method method = Arrays.stream(shape.getDeclaredMethods())
                .filter(each -> each.getName().equals("call"))
                .findFirst()
                .orElseThrow();
        MemoryLayout[] parameters =
                Arrays.stream(method.getParameterTypes()).map(LlamaApi::layout).toArray(MemoryLayout[]::new);
        MemoryLayout result = layout(method.getReturnType());
        return bind(
                name,
                shape,
                result == null ? FunctionDescriptor.ofVoid(parameters) : FunctionDescriptor.of(result, parameters));
    }

    private <T> T bind(String name, Class<T> shape, FunctionDescriptor signature) {
        MemorySegment symbol = symbols.find(name)
                .orElseThrow(() -> new LlamaException(library + " does not export " + name
                        + ". Parley needs llama.cpp b4916 (the version inside de.kherud:llama 4.2.0); leave"
                        + " engine.library-path empty to use the one that comes with it."));
        return MethodHandleProxies.asInterfaceInstance(shape, linker.downcallHandle(symbol, signature));
    }

    private static @Nullable MemoryLayout layout(Class<?> type) {
        if (type == MemorySegment.class) {
            return ADDRESS;
        } else if (type == int.class) {
            return JAVA_INT;
        } else if (type == long.class) {
            return JAVA_LONG;
        } else if (type == float.class) {
            return JAVA_FLOAT;
        } else if (type == boolean.class) {
            return JAVA_BOOLEAN;
        } else if (type == void.class) {
            return null;
        }
        throw new IllegalArgumentException("No C type for " + type);
    }
}
