package dev.parley.engine.models;

import java.util.Collections;
import java.util.List;

/**
 * How many bytes a token takes in the KV cache: the sum over layers of KV heads x (bytes of a key + of a value). Keys have 8
 * bits and a scale for each block, as {@code LlamaModel.hasShortKeys} says; on a GPU they have 16, as values do everywhere.
 */
final class CacheSize {

    private static final int MOST_LAYERS = 512;

    private final GgufInput in;
    private final GgufMetadata metadata;
    private final String architecture;

    CacheSize(GgufInput in, GgufMetadata metadata, String architecture) {
        this.in = in;
        this.metadata = metadata;
        this.architecture = architecture;
    }

    /** Bytes on a CPU; 0 where the model has no attention heads (Mamba, RWKV). */
    long bytesPerToken() {
        int layers = (int) limited("block_count", 1, MOST_LAYERS);
        List<Long> heads = perLayer("attention.head_count", layers, List.of());
        if (heads.isEmpty() || heads.stream().allMatch(n -> n == 0)) {
            return 0;
        }
        List<Long> keyHeads = perLayer("attention.head_count_kv", layers, heads);
        long width = limited("embedding_length", 1, 1 << 20);
        long bytes = 0;
        for (int layer = 0; layer < layers; layer++) {
            long headLength = width / Math.max(1, heads.get(layer));
            long keyLength = limited("attention.key_length", headLength, 1 << 16);
            long valueLength = limited("attention.value_length", headLength, 1 << 16);
            GgmlType keyType = keyLength % GgmlType.Q8_0.blockElements() == 0 ? GgmlType.Q8_0 : GgmlType.F16;
            bytes += keyHeads.get(layer) * (keyType.bytes(keyLength) + GgmlType.F16.bytes(valueLength));
        }
        return bytes;
    }

    /** One number for each layer: an array in the file, or one that holds for all. */
    private List<Long> perLayer(String key, int layers, List<Long> otherwise) {
        var array = metadata.array(architecture + "." + key);
        if (array != null) {
            if (array.numbers().size() < layers) {
                throw in.damaged("its %s.%s has fewer values than layers".formatted(architecture, key));
            }
            array.numbers().forEach(value -> check(key, value, 1 << 16));
            return array.numbers();
        }
        if (metadata.number(architecture + "." + key) == null) {
            return otherwise;
        }
        return Collections.nCopies(layers, limited(key, 0, 1 << 16));
    }

    private long limited(String key, long otherwise, long limit) {
        Long value = metadata.number(architecture + "." + key);
        return value == null ? otherwise : check(key, value, limit);
    }

    private long check(String key, long value, long limit) {
        if (value < 0 || value > limit) {
            throw in.damaged("its %s.%s is %s".formatted(architecture, key, Long.toUnsignedString(value)));
        }
        return value;
    }
}
