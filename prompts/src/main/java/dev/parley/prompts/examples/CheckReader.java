package dev.parley.prompts.examples;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the {@code check} of an example. */
final class CheckReader {
    private static final Set<String> KEYS = Set.of("facts", "unknown", "test", "kind", "covers", "words");

    private final JsonNode check;
    private final Consumer<String> problem;

    CheckReader(JsonNode check, Consumer<String> problem) {
        this.check = check;
        this.problem = problem;
    }

    Check read() {
        if (check.isMissingNode()) {
            return Check.NONE;
        }
        if (!check.isObject()) {
            problem.accept("'check' must be an object, such as {\"covers\": [\"price\"]}.");
            return Check.NONE;
        }
        check.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problem.accept("'check' knows no '%s'; it knows %s."
                        .formatted(key, KEYS.stream().sorted().collect(Collectors.joining(", "))));
            }
        });
        return new Check(facts(), unknown(), test(), form(), texts(check.path("covers"), "'covers'"), length());
    }

    private List<List<String>> facts() {
        var node = check.path("facts");
        var facts = new ArrayList<List<String>>();
        if (node.isMissingNode()) {
            return facts;
        }
        if (!node.isArray() || node.isEmpty()) {
            problem.accept("'facts' must be a list of lists, such as [[\"Berlin\"], [\"1990\", \"nineteen ninety\"]].");
            return facts;
        }
        node.forEach(names -> facts.add(texts(names, "Each of the 'facts'")));
        return facts.stream().filter(names -> !names.isEmpty()).toList();
    }

    private boolean unknown() {
        var node = check.path("unknown");
        if (!node.isMissingNode() && !node.isBoolean()) {
            problem.accept("'unknown' must be true, or left out.");
        }
        return node.asBoolean();
    }

    private @Nullable String test() {
        var node = check.path("test");
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isTextual() || node.asText().isBlank()) {
            problem.accept("'test' must be Python with an assert, such as \"assert add(2, 3) == 5\".");
            return null;
        }
        return node.asText();
    }

    private @Nullable Form form() {
        var node = check.path("kind");
        if (node.isMissingNode()) {
            return null;
        }
        var form = Form.named(node.asText());
        if (form.isEmpty()) {
            problem.accept("'kind' must be one of %s."
                    .formatted(Arrays.stream(Form.values()).map(Form::word).collect(Collectors.joining(", "))));
        }
        return form.orElse(null);
    }

    private @Nullable WordRange length() {
        var node = check.path("words");
        if (node.isMissingNode()) {
            return null;
        }
        var least = node.path(0).asInt();
        var most = node.path(1).asInt();
        if (!node.isArray() || node.size() != 2 || least < 1 || most < least) {
            problem.accept("'words' must be two numbers, the fewest and the most words, such as [20, 60].");
            return null;
        }
        return new WordRange(least, most);
    }

    private List<String> texts(JsonNode node, String what) {
        var texts = new ArrayList<String>();
        if (node.isMissingNode()) {
            return texts;
        }
        node.forEach(text -> texts.add(text.isTextual() ? text.asText().strip() : ""));
        if (!node.isArray() || texts.isEmpty() || texts.contains("")) {
            problem.accept(what + " must be a list of at least one text, none of them empty.");
            return List.of();
        }
        return texts;
    }
}
