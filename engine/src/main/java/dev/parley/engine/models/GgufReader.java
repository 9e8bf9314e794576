package dev.parley.engine.models;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one GGUF after the <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">specification</a>. The
 * checks of arrays that belong together are here because llama.cpp b4916 indexes token types and scores by token id
 * without looking at their type or length.
 */
final class GgufReader {

    private final Path path;

    GgufReader(Path path) {
        this.path = path;
    }

    GgufFile read() {
        if (!Files.exists(path)) {
            throw new ModelFileException("There is no model file " + path + ".");
        }
        if (!Files.isRegularFile(path)) {
            throw new ModelFileException(path + " is no file; give the path of a .gguf file.");
        }
        try (var stream = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            return read(new GgufInput(stream, path.toString(), Files.size(path)));
        } catch (IOException e) {
            throw new ModelFileException("%s cannot be read: %s.".formatted(path, Reasons.of(e)), e);
        }
    }

    private GgufFile read(GgufInput in) throws IOException {
        var header = GgufHeader.read(in, "model file");
        var metadata = header.metadata();
        String architecture = architecture(in, metadata);
        var tensors = header.readTensors(in).infos();
        return new GgufFile(
                path,
                in.size(),
                header.version(),
                architecture,
                metadata.string("general.name").orElse(null),
                quantisation(metadata, tensors),
                (int) required(in, metadata, architecture + ".context_length"),
                metadata.string("tokenizer.chat_template").orElse(null),
                vocabulary(in, metadata),
                new CacheSize(in, metadata, architecture).bytesPerToken(),
                tensors);
    }

    private String architecture(GgufInput in, GgufMetadata metadata) {
        String type = metadata.string("general.type").orElse("model");
        if (!type.equals("model")) {
            throw new ModelFileException("%s is no model but of the type \"%s\".".formatted(path, shortened(type)));
        }
        Long parts = metadata.number("split.count");
        if (parts != null && parts > 1) {
            throw new ModelFileException("%s is one of %d parts of a model; join them with llama-gguf-split --merge."
                    .formatted(path, parts));
        }
        String architecture = metadata.string("general.architecture")
                .orElseThrow(() -> in.damaged("it does not name its architecture"));
        if (Architectures.isEncoder(architecture)) {
            throw new ModelFileException("%s has the architecture %s, which does not write text; choose a chat model."
                    .formatted(path, architecture));
        }
        if (!Architectures.generates(architecture)) {
            throw new ModelFileException(
                    "%s has the architecture \"%s\", which the llama.cpp in this Parley (%s) does not know. Choose another model: parley model list shows some."
                            .formatted(path, shortened(architecture), Architectures.BUILD));
        }
        return architecture;
    }

    private static String quantisation(GgufMetadata metadata, List<GgufFile.Tensor> tensors) {
        Long fileType = metadata.number("general.file_type");
        if (fileType != null && Quantisation.name(fileType).isPresent()) {
            return Quantisation.name(fileType).get();
        }
        return tensors.stream()
                .max((a, b) -> Long.compare(a.bytes(), b.bytes()))
                .map(GgufFile.Tensor::type)
                .orElse("unknown");
    }

    /** A number from 1 to what fits 31 bits. */
    private static long required(GgufInput in, GgufMetadata metadata, String key) {
        Long value = metadata.number(key);
        if (value == null) {
            throw in.damaged("it does not say its " + key);
        }
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw in.damaged("its %s is %s".formatted(key, Long.toUnsignedString(value)));
        }
        return value;
    }

    private GgufFile.Vocabulary vocabulary(GgufInput in, GgufMetadata metadata) {
        var tokens = metadata.tokens();
        String model = metadata.string("tokenizer.ggml.model").orElse("");
        if (tokens == null || tokens.strings().isEmpty() || model.isEmpty()) {
            throw new ModelFileException(path + " holds no vocabulary; choose a chat model.");
        }
        int count = tokens.length();
        requireAligned(in, metadata, "tokenizer.ggml.token_type", GgufMetadata.INT32, count);
        requireAligned(in, metadata, "tokenizer.ggml.scores", GgufMetadata.FLOAT32, count);
        requireDistinct(in, tokens.strings());
        return new GgufFile.Vocabulary(
                model,
                metadata.string("tokenizer.ggml.pre").orElse(null),
                tokens.strings(),
                types(metadata, count),
                tokenId(in, metadata, "tokenizer.ggml.bos_token_id", count),
                tokenId(in, metadata, "tokenizer.ggml.eos_token_id", count),
                tokenId(in, metadata, "tokenizer.ggml.eot_token_id", count));
    }

    private static void requireAligned(GgufInput in, GgufMetadata metadata, String key, int type, int count) {
        var array = metadata.array(key);
        if (array != null && (array.type() != type || array.length() != count)) {
            throw in.damaged("its %s do not fit its %d tokens".formatted(key, count));
        }
    }

    /** llama.cpp aborts on a token that stands twice. Empty ones it renames; undecodable ones may differ in their bytes. */
    private static void requireDistinct(GgufInput in, List<String> tokens) {
        var seen = new HashSet<String>();
        for (String token : tokens) {
            if (!token.isEmpty() && token.indexOf('\ufffd') < 0 && !seen.add(token)) {
                throw in.damaged("its vocabulary has the token \"" + shortened(token) + "\" twice");
            }
        }
    }

    private static List<GgufFile.TokenType> types(GgufMetadata metadata, int count) {
        var types = metadata.tokenTypes();
        if (types == null) {
            return Collections.nCopies(count, GgufFile.TokenType.NORMAL);
        }
        var known = GgufFile.TokenType.values();
        return types.numbers().stream()
                .map(type -> type >= 0 && type < known.length ? known[type.intValue()] : GgufFile.TokenType.UNDEFINED)
                .toList();
    }

    private static @Nullable Integer tokenId(GgufInput in, GgufMetadata metadata, String key, int count) {
        Long id = metadata.number(key);
        // 2^32 - 1 is how some converters write "none".
        if (id == null || id == 0xffff_ffffL || id == -1) {
            return null;
        }
        if (id < 0 || id >= count) {
            throw in.damaged("its %s is %s, but it has %d tokens".formatted(key, Long.toUnsignedString(id), count));
        }
        return id.intValue();
    }

    /** A name out of the file as a message may show it. */
    static String shortened(String name) {
        String plain = name.replaceAll("[^ -~]", ".");
        return plain.length() <= 40 ? plain : plain.substring(0, 40) + "...";
    }
}
