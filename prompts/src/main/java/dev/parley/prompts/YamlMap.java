package dev.parley.prompts;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A mapping in a YAML file whose values are taken key by key; every mistake is noted with its line. */
final class YamlMap {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,18}(\\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");

    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final int line;
    private final Problems problems;

    private YamlMap(MappingNode node, Problems problems) {
        this.line = lineOf(node);
        this.problems = problems;
        for (var entry : node.getValue()) {
            var keyLine = lineOf(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyLine, "A key must be a word.");
            } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
                problems.add(
                        keyLine,
                        "'%s' stands here twice, first in line %d; please keep one."
                                .formatted(key.getValue(), lines.get(key.getValue())));
            } else {
                lines.put(key.getValue(), keyLine);
            }
        }
    }

    /** The mapping that a file consists of, or null and a problem. */
    static @Nullable YamlMap parse(String text, Problems problems) {
        try {
            // compose() only builds nodes: no tag makes it create an object.
            var root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root instanceof MappingNode mapping) {
                return new YamlMap(mapping, problems);
            }
            problems.add(root == null ? 1 : lineOf(root), "Expected keys and values, such as 'name: Assistant'.");
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            problems.add(mark == null ? 0 : mark.getLine() + 1, "This is not YAML: %s.".formatted(e.getProblem()));
        } catch (YAMLException e) {
            problems.add(0, "This is not YAML: %s.".formatted(e.getMessage()));
        }
        return null;
    }

    /** Notes each key that is not one of these. */
    YamlMap allowOnly(List<String> keys) {
        lines.forEach((key, at) -> {
            if (!keys.contains(key)) {
                problems.add(at, "There is no key '%s' here; there are %s.".formatted(key, String.join(", ", keys)));
            }
        });
        return this;
    }

    /** All keys in the file's order. */
    List<String> keys() {
        return List.copyOf(values.keySet());
    }

    /** The line of a key, or of the mapping where the key is missing. */
    int lineOf(String key) {
        return lines.getOrDefault(key, line);
    }

    /** A text of one line, 1 to {@code longest} characters, that must be there; "" after a problem. */
    String text(String key, int longest) {
        var node = values.get(key);
        if (node == null) {
            problems.add(line, "The key '%s' is missing.".formatted(key));
            return "";
        }
        var text = node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
        // YAML's escapes can write line ends and other control characters, which no list can show.
        if (text.isEmpty()
                || text.codePointCount(0, text.length()) > longest
                || text.codePoints().anyMatch(Character::isISOControl)) {
            problems.add(lineOf(key), "'%s' must be one line of 1 to %d characters.".formatted(key, longest));
            return "";
        }
        return text;
    }

    /** A number in its range, or null where the key is missing or, with a problem, where the value is wrong. */
    @Nullable Double number(NumberRange range) {
        var text = matching(range, DECIMAL);
        return text == null ? null : Double.valueOf(text);
    }

    /** As {@link #number}, without a fraction. */
    @Nullable Integer wholeNumber(NumberRange range) {
        var text = matching(range, WHOLE);
        return text == null ? null : Integer.valueOf(text);
    }

    private @Nullable String matching(NumberRange range, Pattern form) {
        var node = values.get(range.key());
        if (node == null) {
            return null;
        }
        var given = node instanceof ScalarNode scalar ? scalar.getValue() : "a list or a mapping";
        if (form.matcher(given).matches() && range.problem(Double.valueOf(given)) == null) {
            return given;
        }
        problems.add(lineOf(range.key()), range.sentence(given.isEmpty() ? "empty" : given));
        return null;
    }

    /** The mapping under a key, or null where the key is missing or, with a problem, where something else is there. */
    @Nullable YamlMap map(String key) {
        return switch (values.get(key)) {
            case null -> null;
            case MappingNode mapping -> new YamlMap(mapping, problems);
            case Node _ -> {
                problems.add(lineOf(key), "'%s' must hold keys and values, indented below it.".formatted(key));
                yield null;
            }
        };
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
