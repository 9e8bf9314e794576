package dev.parley.bot.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a YAML file into its scalars, and lists of scalars, by dotted key, each with its line; a key without a value
 * counts as absent. Mistakes of form go to a list.
 */
final class YamlFile {
    /** Far more than a configuration needs; what is larger is another file by mistake. */
    private static final long MAX_BYTES = 1_000_000;

    /** What stands at a key, and the line of the key. */
    sealed interface Written {
        int line();
    }

    /** A scalar as it was written (quotes taken off). */
    record Scalar(String text, int line) implements Written {}

    /** A list of scalars, each with its own line. */
    record Sequence(List<Scalar> items, int line) implements Written {}

    private final Path file;
    private final List<ConfigProblem> problems;
    private final Map<String, Written> written = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new LinkedHashMap<>();

    private YamlFile(Path file, List<ConfigProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    static Map<String, Written> read(Path file, List<ConfigProblem> problems) {
        var reader = new YamlFile(file, problems);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            reader.parse(Files.readString(file));
        } catch (JacksonException e) {
            var location = e.getLocation();
            var message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            reader.problem(
                    location == null ? 1 : Math.max(1, location.getLineNr()),
                    "this is no YAML: " + firstLine(String.valueOf(message)));
        } catch (NoSuchFileException e) {
            problems.add(new ConfigProblem(file.toString(), 0, "there is no such file"));
        } catch (AccessDeniedException e) {
            problems.add(
                    new ConfigProblem(file.toString(), 0, "you may not read this file; its permissions forbid it"));
        } catch (CharacterCodingException e) {
            problems.add(new ConfigProblem(file.toString(), 0, "this file is not written in UTF-8"));
        } catch (IOException e) {
            problems.add(new ConfigProblem(file.toString(), 0, "cannot be read: " + e.getMessage()));
        }
        return reader.written;
    }

    private void parse(String text) throws IOException {
        try (var parser = YAMLFactory.builder().build().createParser(text)) {
            var token = parser.nextToken();
            if (token == null || token == JsonToken.VALUE_NULL) {
                return;
            }
            if (token != JsonToken.START_OBJECT) {
                problem(line(parser), "sections such as 'engine:' are expected here");
                return;
            }
            mapping(parser, "");
            if (parser.nextToken() != null) {
                problem(line(parser), "a second document begins here; one is all that is read");
            }
        }
    }

    private void mapping(YAMLParser parser, String prefix) throws IOException {
        Deque<String> prefixes = new ArrayDeque<>(List.of(prefix));
        while (!prefixes.isEmpty()) {
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                prefixes.pop();
                continue;
            }
            var key = prefixes.element() + parser.currentName();
            int line = line(parser);
            switch (parser.nextToken()) {
                case START_OBJECT -> prefixes.push(key + ".");
                case START_ARRAY -> sequence(parser, key, line);
                case VALUE_NULL -> {}
                default -> scalar(parser, key, line);
            }
        }
    }

    private void scalar(YAMLParser parser, String key, int line) throws IOException {
        if (isNew(key, line)
                && isNoAlias(parser, key, line)
                && !parser.getText().isEmpty()) {
            written.put(key, new Scalar(parser.getText(), line));
        }
    }

    private void sequence(YAMLParser parser, String key, int line) throws IOException {
        var items = new ArrayList<Scalar>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            int here = line(parser);
            if (token.isStructStart() || token == JsonToken.VALUE_NULL) {
                problem(here, key + " takes a list of values; this is none");
                parser.skipChildren();
            } else if (isNoAlias(parser, key, here)) {
                items.add(new Scalar(parser.getText(), here));
            }
        }
        if (isNew(key, line)) {
            written.put(key, new Sequence(items, line));
        }
    }

    private boolean isNew(String key, int line) {
        var earlier = seen.putIfAbsent(key, line);
        if (earlier != null) {
            problem(line, key + " was already set in line " + earlier);
        }
        return earlier == null;
    }

    private boolean isNoAlias(YAMLParser parser, String key, int line) {
        if (parser.isCurrentAlias()) {
            problem(line, key + ": aliases (*) are not supported; write the value");
            return false;
        }
        return true;
    }

    private void problem(int line, String words) {
        problems.add(new ConfigProblem(file.toString(), line, words));
    }

    private static int line(YAMLParser parser) {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("it cannot be read");
    }
}
