package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The structs that llama.cpp b4916 passes by value, field by field from its {@code llama.h}. Another build's may differ
 * without a word, so {@link LlamaLibrary} holds the default parameters against known values before it is used.
 */
final class Structs {
    static final StructLayout MODEL_PARAMS = MemoryLayout.structLayout(
            ADDRESS.withName("devices"),
            JAVA_INT.withName("n_gpu_layers"),
            JAVA_INT.withName("split_mode"),
            JAVA_INT.withName("main_gpu"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("tensor_split"),
            ADDRESS.withName("progress_callback"),
            ADDRESS.withName("progress_callback_user_data"),
            ADDRESS.withName("kv_overrides"),
            JAVA_BYTE.withName("vocab_only"),
            JAVA_BYTE.withName("use_mmap"),
            JAVA_BYTE.withName("use_mlock"),
            JAVA_BYTE.withName("check_tensors"),
            MemoryLayout.paddingLayout(4));

    static final StructLayout CONTEXT_PARAMS = MemoryLayout.structLayout(
            JAVA_INT.withName("n_ctx"),
            JAVA_INT.withName("n_batch"),
            JAVA_INT.withName("n_ubatch"),
            JAVA_INT.withName("n_seq_max"),
            JAVA_INT.withName("n_threads"),
            JAVA_INT.withName("n_threads_batch"),
            JAVA_INT.withName("rope_scaling_type"),
            JAVA_INT.withName("pooling_type"),
            JAVA_INT.withName("attention_type"),
            JAVA_FLOAT.withName("rope_freq_base"),
            JAVA_FLOAT.withName("rope_freq_scale"),
            JAVA_FLOAT.withName("yarn_ext_factor"),
            JAVA_FLOAT.withName("yarn_attn_factor"),
            JAVA_FLOAT.withName("yarn_beta_fast"),
            JAVA_FLOAT.withName("yarn_beta_slow"),
            JAVA_INT.withName("yarn_orig_ctx"),
            JAVA_FLOAT.withName("defrag_thold"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("cb_eval"),
            ADDRESS.withName("cb_eval_user_data"),
            JAVA_INT.withName("type_k"),
            JAVA_INT.withName("type_v"),
            JAVA_BYTE.withName("logits_all"),
            JAVA_BYTE.withName("embeddings"),
            JAVA_BYTE.withName("offload_kqv"),
            JAVA_BYTE.withName("flash_attn"),
            JAVA_BYTE.withName("no_perf"),
            MemoryLayout.paddingLayout(3),
            ADDRESS.withName("abort_callback"),
            ADDRESS.withName("abort_callback_data"));

    static final StructLayout BATCH = MemoryLayout.structLayout(
            JAVA_INT.withName("n_tokens"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("token"),
            ADDRESS.withName("embd"),
            ADDRESS.withName("pos"),
            ADDRESS.withName("n_seq_id"),
            ADDRESS.withName("seq_id"),
            ADDRESS.withName("logits"));

    static final StructLayout SAMPLER_CHAIN_PARAMS = MemoryLayout.structLayout(JAVA_BYTE.withName("no_perf"));

    /** {@code llama_token_data}, of which arrays are made. */
    static final StructLayout TOKEN_DATA =
            MemoryLayout.structLayout(JAVA_INT.withName("id"), JAVA_FLOAT.withName("logit"), JAVA_FLOAT.withName("p"));

    static final StructLayout TOKEN_DATA_ARRAY = MemoryLayout.structLayout(
            ADDRESS.withName("data"),
            JAVA_LONG.withName("size"),
            JAVA_LONG.withName("selected"),
            JAVA_BYTE.withName("sorted"),
            MemoryLayout.paddingLayout(7));

    static final StructLayout CHAT_MESSAGE =
            MemoryLayout.structLayout(ADDRESS.withName("role"), ADDRESS.withName("content"));

    private Structs() {}

    static int getInt(MemorySegment struct, StructLayout layout, String field) {
        return struct.get(JAVA_INT, offset(layout, field));
    }

    static long getLong(MemorySegment struct, StructLayout layout, String field) {
        return struct.get(JAVA_LONG, offset(layout, field));
    }

    static float getFloat(MemorySegment struct, StructLayout layout, String field) {
        return struct.get(JAVA_FLOAT, offset(layout, field));
    }

    static boolean getFlag(MemorySegment struct, StructLayout layout, String field) {
        return struct.get(JAVA_BYTE, offset(layout, field)) != 0;
    }

    static void set(MemorySegment struct, StructLayout layout, String field, int value) {
        struct.set(JAVA_INT, offset(layout, field), value);
    }

    static void set(MemorySegment struct, StructLayout layout, String field, long value) {
        struct.set(JAVA_LONG, offset(layout, field), value);
    }

    static void set(MemorySegment struct, StructLayout layout, String field, boolean value) {
        struct.set(JAVA_BYTE, offset(layout, field), (byte) (value ? 1 : 0));
    }

    static void set(MemorySegment struct, StructLayout layout, String field, MemorySegment value) {
        struct.set(ADDRESS, offset(layout, field), value);
    }

    static long offset(StructLayout layout, String field) {
        return layout.byteOffset(MemoryLayout.PathElement.groupElement(field));
    }

    /** Copies a C string of unknown length. */
    static String string(MemorySegment pointer) {
        return pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
