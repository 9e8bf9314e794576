package dev.parley.engine.models;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds one adapter against one model. llama.cpp b4916 looks at less: it ends the process on an alpha of another type,
 * and at the first step where ranks do not agree, where experts are missing or for embeddings.
 */
final class LoraCheck {

    private static final String A = ".lora_a";
    private static final String B = ".lora_b";
    private static final String ALPHA = "adapter.lora.alpha";
    /** Where they serve as the output too, llama.cpp multiplies by an adapter that stands the wrong way, and aborts. */
    private static final String EMBEDDINGS = "token_embd.weight";

    private static final Set<String> TYPES = Set.of("F16", "F32");
    /** Types whose weights llama.cpp stores in another order; it reads the memory of address 0 for an adapter to them. */
    private static final Set<String> REPACKED = Set.of("Q4_0", "IQ4_NL");

    private static final int LARGEST_RANK = 4_096;
    /** Bytes that are looked at together. */
    private static final int PART = 1 << 20;

    private final Path path;
    private final GgufFile model;
    /** The model's tensors by their names. */
    private final Map<String, GgufFile.Tensor> own;

    LoraCheck(Path path, GgufFile model) {
        this.path = path;
        this.model = model;
        own = model.tensors().stream().collect(Collectors.toMap(GgufFile.Tensor::name, Function.identity()));
    }

    /** The two tensors for one of the model's. */
    private record Pair(GgufFile.@Nullable Tensor a, GgufFile.@Nullable Tensor b) {
        Pair and(Pair other) {
            return new Pair(a != null ? a : other.a, b != null ? b : other.b);
        }
    }

    LoraFile check() {
        if (!Files.exists(path)) {
            throw refused("There is no adapter file %s.");
        }
        if (!Files.isRegularFile(path)) {
            throw refused("%s is no file; give the path of an adapter's .gguf file.");
        }
        try {
            long size = Files.size(path);
            if (size > LoraFile.LARGEST) {
                throw refused("%s is larger than the %d MB that an adapter may have.", LoraFile.LARGEST >> 20);
            }
            try (var stream = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
                return check(new GgufInput(stream, path.toString(), size));
            }
        } catch (IOException e) {
            throw new ModelFileException("%s cannot be read: %s.".formatted(path, Reasons.of(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelFileException("Reading %s was interrupted.".formatted(path), e);
        }
    }

    private LoraFile check(GgufInput in) throws IOException, InterruptedException {
        var header = GgufHeader.read(in, "adapter");
        requireKind(header.metadata());
        double alpha = alpha(header.metadata());
        var tensors = header.readTensors(in);
        int rank = 0;
        for (var pair : pairs(tensors.infos()).entrySet()) {
            rank = Math.max(rank, rank(pair.getKey(), pair.getValue()));
        }
        requireFinite(tensors);
        return new LoraFile(
                path,
                in.size(),
                model.architecture(),
                alpha,
                rank,
                tensors.infos().stream().mapToLong(LoraCheck::elements).sum(),
                Sha256.of(path, _ -> {}));
    }

    private void requireKind(GgufMetadata metadata) {
        String type = metadata.string("general.type").orElse("model");
        if (!type.equals("adapter")) {
            throw refused("%s is no adapter but of the type \"%s\".", GgufReader.shortened(type));
        }
        String kind = metadata.string("adapter.type").orElse("");
        if (!kind.equals("lora")) {
            throw refused("%s is no LoRA adapter but of the kind \"%s\".", GgufReader.shortened(kind));
        }
        String architecture = metadata.string("general.architecture").orElse("");
        if (!architecture.equals(model.architecture())) {
            throw refused(
                    "%s was made for a model of the architecture \"%s\"; %s is of \"%s\".",
                    GgufReader.shortened(architecture), model.path().getFileName(), model.architecture());
        }
    }

    private double alpha(GgufMetadata metadata) {
        Double alpha = metadata.float32(ALPHA);
        if (alpha == null) {
            throw refused("%s is damaged: it does not say its %s as a 32-bit floating point number.", ALPHA);
        }
        if (!Double.isFinite(alpha) || alpha <= 0) {
            throw refused("%s is damaged: its %s is %s.", ALPHA, alpha);
        }
        return alpha;
    }

    private Map<String, Pair> pairs(List<GgufFile.Tensor> tensors) {
        var pairs = new TreeMap<String, Pair>();
        for (var tensor : tensors) {
            String name = tensor.name();
            if (!TYPES.contains(tensor.type())) {
                throw refused(
                        "The tensor %2$s of %1$s is of the type %3$s; an adapter's are F16 or F32.",
                        shown(name), tensor.type());
            }
            if (name.endsWith(A)) {
                pairs.merge(name.substring(0, name.length() - A.length()), new Pair(tensor, null), Pair::and);
            } else if (name.endsWith(B)) {
                pairs.merge(name.substring(0, name.length() - B.length()), new Pair(null, tensor), Pair::and);
            } else {
                throw refused("%s has a tensor %s, which is no part of a LoRA adapter.", shown(name));
            }
        }
        if (pairs.isEmpty()) {
            throw refused("%s holds no tensors.");
        }
        return pairs;
    }

    /** The pair's rank, after holding it against the model's tensor. */
    private int rank(String name, Pair pair) {
        var target = own.get(name);
        if (target == null) {
            throw refused(
                    "%s is for a tensor %s, which %s does not have: it was made for another model.",
                    shown(name), model.path().getFileName());
        }
        var a = pair.a;
        var b = pair.b;
        if (a == null || b == null) {
            throw refused("%s is damaged: of %s it has only one of the two parts.", shown(name));
        }
        if (dimension(target, 1) == 1 || name.equals(EMBEDDINGS)) {
            throw refused(
                    "%s changes %s, which is no linear layer of %s; train linear layers only.",
                    shown(name), model.path().getFileName());
        }
        if (REPACKED.contains(target.type())) {
            throw refused(
                    "%2$s is quantised as %3$s, which llama.cpp cannot use with an adapter such as %1$s. Take the model in Q4_1, Q8_0 or a K quantisation.",
                    model.path().getFileName(), target.type());
        }
        long rank = dimension(a, 1);
        if (rank > LARGEST_RANK) {
            throw refused("%s has the rank %d; %d is the most that makes sense.", rank, LARGEST_RANK);
        }
        long experts = dimension(target, 2);
        requireShape(a, List.of(dimension(target, 0), rank, experts, 1L));
        requireShape(b, List.of(rank, dimension(target, 1), experts, 1L));
        return (int) rank;
    }

    private void requireShape(GgufFile.Tensor tensor, List<Long> wanted) {
        List<Long> shape =
                List.of(dimension(tensor, 0), dimension(tensor, 1), dimension(tensor, 2), dimension(tensor, 3));
        if (!shape.equals(wanted)) {
            throw refused(
                    "The tensor %2$s of %1$s has the shape %3$s; %4$s needs %5$s: it was made for another model.",
                    shown(tensor.name()), by(shape), model.path().getFileName(), by(wanted));
        }
    }

    /** llama.cpp would load them, and every reply would be noise. */
    private void requireFinite(GgufHeader.Tensors tensors) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            for (var tensor : tensors.infos()) {
                long from = tensors.start() + tensor.offset();
                for (long at = 0; at < tensor.bytes(); at += PART) {
                    int length = (int) Math.min(PART, tensor.bytes() - at);
                    if (!isFinite(read(channel, from + at, length), tensor.type())) {
                        throw refused("%s is damaged: its tensor %s holds numbers that are not finite.", tensor.name());
                    }
                }
            }
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        var data = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            if (channel.read(data, from + data.position()) < 0) {
                throw new EOFException("it became shorter meanwhile");
            }
        }
        return data.flip();
    }

    private static boolean isFinite(ByteBuffer data, String type) {
        boolean half = type.equals("F16");
        while (data.hasRemaining()) {
            if (!Float.isFinite(half ? Float.float16ToFloat(data.getShort()) : data.getFloat())) {
                return false;
            }
        }
        return true;
    }

    private static long elements(GgufFile.Tensor tensor) {
        return tensor.shape().stream().reduce(1L, Math::multiplyExact);
    }

    private static long dimension(GgufFile.Tensor tensor, int index) {
        return index < tensor.shape().size() ? tensor.shape().get(index) : 1;
    }

    private static String by(List<Long> shape) {
        int used = shape.size();
        while (used > 2 && shape.get(used - 1) == 1) {
            used--;
        }
        return shape.subList(0, used).stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }

    private static String shown(String name) {
        return GgufReader.shortened(name);
    }

    private ModelFileException refused(String pattern, Object... values) {
        var all = new Object[values.length + 1];
        all[0] = path;
        System.arraycopy(values, 0, all, 1, values.length);
        return new ModelFileException(pattern.formatted(all));
    }
}
