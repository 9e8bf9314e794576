package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema for editors and the example file, which are made from the records and kept in {@code deploy}. */
class ConfigDocumentsTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Path SCHEMA = DEPLOY.resolve("parley.schema.json");
    private static final Path EXAMPLE = DEPLOY.resolve("parley.example.yaml");
    private static final Pattern LEFT_OUT = Pattern.compile("^( *)#(?=[a-z])", Pattern.MULTILINE);
    private static final Map<String, String> ENVIRONMENT = Map.of("CONTEXT", "512", "TOKEN", "xoxb-1-2-a");

    /** Judges as an editor does. */
    private static final com.networknt.schema.Schema EDITOR = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_7)
            .getSchema(JsonSchema.of(Settings.class), InputFormat.JSON);

    @TempDir
    Path folder;

    @Test
    void theSchemaIsThatOfTheRecords() {
        assertThat(SCHEMA)
                .as("renew it with: ./parley config schema > deploy/parley.schema.json")
                .hasContent(JsonSchema.of(Settings.class));
    }

    @Test
    void theExampleIsThatOfTheRecords() {
        assertThat(EXAMPLE)
                .as("renew it with: ./parley config example > deploy/parley.example.yaml")
                .hasContent(ExampleFile.of(Settings.class, "parley.schema.json"));
    }

    @Test
    void theExampleNamesTheSchemaForEditors() throws IOException {
        var first = Files.readAllLines(EXAMPLE).getFirst();

        assertThat(first).startsWith("# yaml-language-server: $schema=");
        assertThat(EXAMPLE.resolveSibling(first.substring(first.indexOf('=') + 1)))
                .exists();
    }

    @Test
    void theExampleShowsTheRealDefaults() {
        var reader = new SettingsReader(Map.of());

        assertThat(reader.read(Settings.class, EXAMPLE, Map.of()))
                .isEqualTo(reader.read(Settings.class, null, Map.of()));
    }

    @Test
    void theExampleHasEverySettingAndLeavesTheTokensOut() throws IOException {
        var entries = new Schema(Settings.class).entries();
        var all = keys(LEFT_OUT.matcher(Files.readString(EXAMPLE)).replaceAll("$1"));

        assertThat(all)
                .containsExactlyElementsOf(
                        entries.stream().map(Schema.Entry::key).toList());
        assertThat(keys(Files.readString(EXAMPLE)))
                .doesNotContainAnyElementsOf(entries.stream()
                        .filter(Schema.Entry::isSecret)
                        .map(Schema.Entry::key)
                        .toList());
    }

    @Test
    void whatTheExampleLeavesOutIsRightForEditors() throws IOException {
        assertThat(EDITOR.validate(
                        json(LEFT_OUT.matcher(Files.readString(EXAMPLE)).replaceAll("$1")), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void everySettingIsDescribed() {
        var schema = new Schema(Settings.class);

        assertThat(schema.sections())
                .allSatisfy(section -> assertThat(schema.about(section))
                        .as("%s needs @Section", section)
                        .isNotBlank());
        assertThat(schema.entries())
                .filteredOn(entry -> entry.setting().fallback().isEmpty() && !entry.isList() && !entry.isSecret())
                .allSatisfy(entry -> assertThat(entry.setting().example())
                        .as("%s needs an example", entry.key())
                        .isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bot:",
                "bot: {name: Parley, language: fr}",
                "engine: {context: 4096, parallel: 1, threads: 512, cache-memory: 512 MB, cache-disk: 0}",
                "engine: {context: \"${CONTEXT}\", cache-memory: 1048576}",
                "engine: {url: \"http://127.0.0.1:8080/v1\"}",
                "engine: {url: \"https://example.org\"}",
                "engine: {url: \"http://[::1]:8080\"}",
                "engine: {command: [llama-server, -ngl, \"99\"]}",
                "engine: {command: llama-server}",
                "engine: {model: a.gguf, library-path: lib}",
                "chat: {temperature: 0, top-p: 1, seed: 4294967294, max-tokens: }",
                "chat: {temperature: 0.7}",
                "limits: {messages-a-minute: 0, tokens-a-day: 1000000000000}",
                "discord: {allow: {servers: [\"123\", 456]}, admins: 7, auto-thread: yes, footer: timings}",
                "discord: {direct-messages: false, gateway-url: \"ws://localhost:1/\"}",
                "slack: {bot-token: \"${TOKEN}\", app-token: xapp-1-A1-2-b, admins: [U123]}",
                "slack: {block: {channels: [C123], workspaces: [T123]}, allow: {groups: S123}}",
                "logging: {level: debug}",
            })
    void editorsAcceptWhatParleyReads(String yaml) throws IOException {
        assertThat(mistakes(yaml)).isEmpty();
        assertThat(EDITOR.validate(json(yaml), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bott: {name: Parley}",
                "bot: {nam: Parley}",
                "bot: Parley",
                "bot: {language: it}",
                "bot: {name: [a, b]}",
                "engine: {context: 255}",
                "engine: {context: 1048577}",
                "engine: {context: 4096.5}",
                "engine: {context: many}",
                "engine: {parallel: true}",
                "engine: {cache-memory: much}",
                "engine: {url: \"http://example.org\"}",
                "engine: {url: \"https://user@example.org\"}",
                "engine: {url: \"https://example.org/?a=b\"}",
                "engine: {url: example.org}",
                "engine: {token: short}",
                "chat: {temperature: 2.5}",
                "chat: {temperature: warm}",
                "chat: {seed: -1}",
                "discord: {admins: [anna]}",
                "discord: {admins: {id: 1}}",
                "discord: {allow: {people: [1]}}",
                "discord: {footer: much}",
                "discord: {auto-thread: perhaps}",
                "discord: {gateway-url: \"https://example.org\"}",
                "slack: {bot-token: xoxp-1-2-a}",
                "slack: {admins: [\"123\"]}",
                "slack: {http-port: 0}",
                "logging: {level: trace}",
            })
    void editorsRefuseWhatParleyRefuses(String yaml) throws IOException {
        assertThat(mistakes(yaml)).isNotEmpty();
        assertThat(EDITOR.validate(json(yaml), InputFormat.JSON)).isNotEmpty();
    }

    private List<ConfigProblem> mistakes(String yaml) throws IOException {
        var file = folder.resolve("parley.yaml");
        Files.writeString(file, yaml);
        try {
            var _ = new SettingsReader(ENVIRONMENT).read(Settings.class, file, Map.of());
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    private static String json(String yaml) throws IOException {
        JsonNode tree = new YAMLMapper().readTree(yaml);
        return tree == null || tree.isMissingNode() || tree.isNull()
                ? "{}"
                : new ObjectMapper().writeValueAsString(tree);
    }

    private Set<String> keys(String yaml) throws IOException {
        var file = folder.resolve("keys.yaml");
        Files.writeString(file, yaml);
        var problems = new ArrayList<ConfigProblem>();
        var keys = YamlFile.read(file, problems).keySet();
        assertThat(problems).isEmpty();
        return keys;
    }
}
