package dev.parley.prompts.examples;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.prompts.PersonaException.Problem;
import dev.parley.prompts.examples.Example.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one file of examples: an object a line. What is wrong with a line costs that line only. */
final class ExampleReader {
    private static final int MOST_BYTES = 16 << 20;
    private static final int LONGEST_TEXT = 8_000;
    private static final Set<String> KEYS = Set.of("id", "messages", "check");
    private static final Set<String> MESSAGE_KEYS = Set.of("role", "content");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final List<Problem> problems;
    private int line;

    ExampleReader(Path file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The examples that can be read, in the file's order; none where there is no file. */
    List<Example> read() {
        var examples = new ArrayList<Example>();
        if (!Files.exists(file)) {
            return examples;
        }
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                problem("This is not a file of at most %d MB.".formatted(MOST_BYTES >> 20));
                return examples;
            }
            var bytes = Files.readAllBytes(file);
            for (var start = 0; start < bytes.length; ) {
                var end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                line++;
                readLine(ByteBuffer.wrap(bytes, start, end - start), examples);
                start = end + 1;
            }
        } catch (IOException e) {
            problem("This file cannot be read (%s).".formatted(e));
        }
        return examples;
    }

    private void readLine(ByteBuffer bytes, List<Example> examples) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().strip();
        } catch (CharacterCodingException e) {
            problem("This line is not UTF-8; please save the file as UTF-8.");
            return;
        }
        if (line == 1 && text.startsWith("\uFEFF")) {
            text = text.substring(1).strip();
        }
        if (text.isEmpty()) {
            return;
        }
        try {
            var before = problems.size();
            var example = example(JSON.readTree(text));
            if (problems.size() == before) {
                examples.add(example);
            }
        } catch (JsonProcessingException e) {
            problem("This line is not JSON: %s (at character %d)."
                    .formatted(
                            e.getOriginalMessage().lines().findFirst().orElse(""),
                            e.getLocation() == null ? 0 : e.getLocation().getColumnNr()));
        }
    }

    private Example example(JsonNode node) {
        if (!node.isObject()) {
            problem("A line must be an object: {\"id\": ..., \"messages\": [...]}.");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problem("An example knows no '%s'; it has id, messages and perhaps check.".formatted(key));
            }
        });
        var id = node.path("id").asText("").strip();
        if (!node.path("id").isTextual() || id.isEmpty()) {
            problem("'id' must be a text that names this example, such as \"pirate-001\".");
        }
        var messages = messages(node.path("messages"));
        return new Example(id, messages, new CheckReader(node.path("check"), this::problem).read(), line);
    }

    private List<Message> messages(JsonNode node) {
        var messages = new ArrayList<Message>();
        if (!node.isArray() || node.size() % 2 != 0 || node.isEmpty() || node.size() > 2 * Example.MOST_EXCHANGES) {
            problem("'messages' must be a list of 1 to %d questions with their replies, and end with a reply."
                    .formatted(Example.MOST_EXCHANGES));
            return messages;
        }
        for (var each : node) {
            var role = messages.size() % 2 == 0 ? "user" : "assistant";
            var text = each.path("content").asText("");
            var place = "Message %d".formatted(messages.size() + 1);
            if (!each.path("role").asText().equals(role)) {
                problem("%s must have the role '%s'.".formatted(place, role));
            }
            if (!each.path("content").isTextual() || text.isBlank() || text.length() > LONGEST_TEXT) {
                problem("%s must have a 'content' of 1 to %d characters.".formatted(place, LONGEST_TEXT));
            } else if (!text.equals(text.strip())) {
                problem("%s has white space before or after its 'content'; please remove it.".formatted(place));
            } else if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
                problem("%s holds a control character; please remove it.".formatted(place));
            }
            each.fieldNames().forEachRemaining(key -> {
                if (!MESSAGE_KEYS.contains(key)) {
                    problem("%s knows no '%s'; it has role and content.".formatted(place, key));
                }
            });
            messages.add(new Message(role, text));
        }
        return messages;
    }

    private void problem(String message) {
        problems.add(new Problem(file, line, message));
    }
}
