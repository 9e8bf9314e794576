package dev.parley.prompts;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Changes a {@code persona.yaml} that a person writes: all else in it stays as it is, comments too. */
public final class PersonaYaml {
    private static final String ADAPTERS = "adapters";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private PersonaYaml() {}

    /**
     * Names an adapter for a base model, in place of the one that was named for it. The file is replaced in one step.
     *
     * @param folder the persona's, with a {@code persona.yaml}
     * @param model the base model's name
     * @param adapter the adapter, a file inside the folder
     * @throws PersonaException if the file has mistakes or is written in a way that this cannot change; it is untouched
     *     then, and the message says what to write into it
     * @throws IOException if it cannot be read or written
     */
    public static void register(Path folder, String model, AdapterFile adapter) throws PersonaException, IOException {
        var file = folder.resolve("persona.yaml");
        var values = new LinkedHashMap<String, Object>();
        values.put("file", folder.relativize(adapter.file()).toString().replace('\\', '/'));
        values.put("scale", adapter.scale());
        values.put("sha256", adapter.sha256());
        var before = Files.readString(file);
        var after = changed(before, model, values)
                .orElseThrow(() -> PersonaException.of(List.of(new PersonaException.Problem(
                        file,
                        0,
                        "The adapter cannot be written into this file; please do it yourself: adapters: {%s: %s}"
                                .formatted(scalar(model), flow(values))))));
        var part = folder.resolve(".persona.yaml.part");
        try {
            Files.writeString(part, after);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The changed text, if it then says what it said before and the adapter. */
    private static Optional<String> changed(String text, String model, Map<String, Object> values) {
        if (text.startsWith(BYTE_ORDER_MARK)) {
            return changed(text.substring(1), model, values).map(BYTE_ORDER_MARK::concat);
        }
        try {
            var expected = new LinkedHashMap<>(map(parse(text)));
            var adapters = new LinkedHashMap<>(map(expected.get(ADAPTERS)));
            var entry = new LinkedHashMap<>(map(adapters.get(model)));
            entry.putAll(values);
            adapters.put(model, entry);
            expected.put(ADAPTERS, adapters);
            var after = edited(text, model, values);
            return Optional.of(after).filter(each -> expected.equals(parse(each)));
        } catch (YAMLException | ClassCastException _) {
            return Optional.empty();
        }
    }

    private static String edited(String text, String model, Map<String, Object> values) {
        var root = (MappingNode) new Yaml(new LoaderOptions()).compose(new StringReader(text));
        var adapters = find(root, ADAPTERS);
        if (adapters.isEmpty()) {
            return text + (text.endsWith("\n") ? "" : "\n") + ADAPTERS + ":\n" + block("  ", model, values);
        }
        if (!(adapters.get().getValueNode() instanceof MappingNode models)
                || models.getValue().isEmpty()) {
            // Nothing, or {}: "adapters:" is followed by what is new.
            return inPlaceOf(text, adapters.get().getValueNode(), " {" + scalar(model) + ": " + flow(values) + "}");
        }
        var entry = find(models, model);
        if (entry.isPresent() && entry.get().getValueNode() instanceof MappingNode known) {
            return entryEdited(text, known, values);
        }
        var first = models.getValue().getFirst().getKeyNode().getStartMark();
        return models.getFlowStyle() == FlowStyle.FLOW
                ? inserted(text, first, scalar(model) + ": " + flow(values) + ", ")
                : inserted(
                        text,
                        first,
                        block(" ".repeat(first.getColumn()), model, values).strip() + "\n"
                                + " ".repeat(first.getColumn()));
    }

    /** Replaces the values that are there, from the last one to the first so that the marks stay right; adds the others. */
    private static String entryEdited(String text, MappingNode entry, Map<String, Object> values) {
        var after = text;
        for (var tuple : entry.getValue().reversed()) {
            var value = values.get(((ScalarNode) tuple.getKeyNode()).getValue());
            if (value != null) {
                after = inPlaceOf(after, tuple.getValueNode(), scalar(value));
            }
        }
        var first = entry.getValue().getFirst().getKeyNode().getStartMark();
        var between = entry.getFlowStyle() == FlowStyle.FLOW ? ", " : "\n" + " ".repeat(first.getColumn());
        for (var missing : values.entrySet()) {
            if (find(entry, missing.getKey()).isEmpty()) {
                after = inserted(after, first, missing.getKey() + ": " + scalar(missing.getValue()) + between);
            }
        }
        return after;
    }

    private static Optional<NodeTuple> find(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(tuple -> ((ScalarNode) tuple.getKeyNode()).getValue().equals(key))
                .findFirst();
    }

    private static String inPlaceOf(String text, Node node, String replacement) {
        return text.substring(0, index(text, node.getStartMark()))
                + replacement
                + text.substring(index(text, node.getEndMark()));
    }

    private static String inserted(String text, Mark at, String addition) {
        return text.substring(0, index(text, at)) + addition + text.substring(index(text, at));
    }

    /** Marks count code points. */
    private static int index(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static String block(String indent, String model, Map<String, Object> values) {
        return values.entrySet().stream()
                .map(each -> "%s  %s: %s\n".formatted(indent, each.getKey(), scalar(each.getValue())))
                .collect(Collectors.joining("", indent + scalar(model) + ":\n", ""));
    }

    private static String flow(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(each -> each.getKey() + ": " + scalar(each.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** A checksum may read like a number, and a path may hold anything. */
    private static String scalar(Object value) {
        return value instanceof String text && !PLAIN.matcher(text).matches()
                ? "'" + text.replace("'", "''") + "'"
                : value.toString();
    }

    private static Object parse(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    /** A mapping, or an empty one for what is not there. */
    @SuppressWarnings("unchecked") // what YAML makes of a mapping
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
