package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.parley.bot.words.Language;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The manifest, held against what the code uses, against Slack's schema, and against the file that people paste. */
final class SlackManifestTest {
    private static final Path FILE = Path.of("../deploy/slack/manifest.yaml");
    private static final Path SCHEMA = Path.of("../../shared/data/slack-manifest.schema.json");
    private static final Path CODE = Path.of("src/main/java/dev/parley/bot/platform/slack");

    /** What each method needs, from Slack's reference; of several scopes one is enough, by the kind of channel. */
    private static final Map<String, Set<String>> NEEDS = Map.ofEntries(
            Map.entry("APPS_CONNECTIONS_OPEN", Set.of()),
            Map.entry("ASSISTANT_THREADS_SET_STATUS", Set.of("assistant:write")),
            Map.entry("ASSISTANT_THREADS_SET_SUGGESTED_PROMPTS", Set.of("assistant:write")),
            Map.entry("ASSISTANT_THREADS_SET_TITLE", Set.of("assistant:write")),
            Map.entry("AUTH_TEST", Set.of()),
            Map.entry("CHAT_APPEND_STREAM", Set.of("chat:write")),
            Map.entry("CHAT_DELETE", Set.of("chat:write")),
            Map.entry("CHAT_POST_EPHEMERAL", Set.of("chat:write")),
            Map.entry("CHAT_POST_MESSAGE", Set.of("chat:write", "chat:write.customize")),
            Map.entry("CHAT_START_STREAM", Set.of("chat:write", "chat:write.customize")),
            Map.entry("CHAT_STOP_STREAM", Set.of("chat:write")),
            Map.entry("CHAT_UPDATE", Set.of("chat:write")),
            Map.entry(
                    "CONVERSATIONS_HISTORY",
                    Set.of("channels:history", "groups:history", "im:history", "mpim:history")),
            Map.entry("CONVERSATIONS_INFO", Set.of("channels:read", "groups:read", "mpim:read")),
            Map.entry("CONVERSATIONS_OPEN", Set.of("im:write")),
            Map.entry(
                    "CONVERSATIONS_REPLIES",
                    Set.of("channels:history", "groups:history", "im:history", "mpim:history")),
            Map.entry("FILES_COMPLETE_UPLOAD_EXTERNAL", Set.of("files:write")),
            Map.entry("FILES_GET_UPLOAD_URL_EXTERNAL", Set.of("files:write")),
            Map.entry("FILES_INFO", Set.of("files:read")),
            Map.entry("USERGROUPS_LIST", Set.of("usergroups:read")),
            Map.entry("USERGROUPS_USERS_LIST", Set.of("usergroups:read")),
            Map.entry("USERS_INFO", Set.of("users:read")),
            Map.entry("VIEWS_OPEN", Set.of()),
            Map.entry("VIEWS_PUBLISH", Set.of()),
            Map.entry("VIEWS_PUSH", Set.of()),
            Map.entry("VIEWS_UPDATE", Set.of()));

    private static JsonNode read(String yaml) {
        try {
            return new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode usual() {
        return read(SlackManifest.of("Parley").yaml(Words.english()));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    @Test
    void theFileThatPeoplePasteIsTheOneForTheUsualName() throws IOException {
        assertThat(Files.readString(FILE)).isEqualTo(SlackManifest.of("Parley").yaml(Words.english()));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void fitsSlacksSchemaInEveryLanguage(Language language) throws IOException {
        assumeTrue(Files.exists(SCHEMA), "Slack's schema is not beside this checkout");
        JsonNode schema = new ObjectMapper().readTree(Files.readString(SCHEMA));
        Schema check = new Schema(schema);

        for (SlackManifest manifest : List.of(
                SlackManifest.of("Parley"),
                SlackManifest.of("A name of thirty-five characters :-)".substring(0, 35)),
                new SlackManifest("Parley", "/parley", "/persona", "https://bot.example.org/"))) {
            assertThat(check.problems(schema, read(manifest.yaml(language.words())), ""))
                    .isEmpty();
        }
    }

    @Test
    void theCheckItselfFindsMistakes() throws IOException {
        assumeTrue(Files.exists(SCHEMA), "Slack's schema is not beside this checkout");
        JsonNode schema = new ObjectMapper().readTree(Files.readString(SCHEMA));

        assertThat(new Schema(schema).problems(schema, read("""
                                        display_information: {name: "", colour: red}
                                        features: {slash_commands: [{command: parley, description: x}]}
                                        settings: {socket_mode_enabled: 1}
                                        """), ""))
                .containsExactlyInAnyOrder(
                        "/display_information/name is shorter than 1",
                        "/display_information/colour is unknown",
                        "/features/slash_commands/0/command does not match ^\\/",
                        "/settings/socket_mode_enabled is no \"boolean\"");
    }

    @Test
    void asksForEachScopeThatTheCodeNeedsAndKnowsEachMethodsScopes() throws IOException {
        Set<String> needed = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        methods().forEach(method -> {
            if (NEEDS.containsKey(method)) {
                needed.addAll(NEEDS.getOrDefault(method, Set.of()));
            } else {
                unknown.add(method);
            }
        });

        assertThat(unknown).as("methods whose scopes are not in this test").isEmpty();
        assertThat(texts(usual().at("/oauth_config/scopes/bot"))).containsAll(needed);
    }

    /** The methods that the code calls. */
    private static Set<String> methods() throws IOException {
        Set<String> methods = new TreeSet<>();
        Pattern constant = Pattern.compile("\\bMethods\\.([A-Z_]+)");
        try (var files = Files.walk(CODE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                constant.matcher(Files.readString(file)).results().forEach(found -> methods.add(found.group(1)));
            }
        }
        return methods;
    }

    @Test
    void hearsOfWhatTheCodeListensTo() {
        assertThat(texts(usual().at("/settings/event_subscriptions/bot_events")))
                .isEqualTo(SlackManifest.EVENTS)
                .contains(
                        "app_mention",
                        "message.im",
                        "message.mpim",
                        "message.channels",
                        "message.groups",
                        "app_home_opened",
                        "agent_session_stopped");
    }

    @Test
    void hasTheCommandsAndShortcuts() {
        JsonNode features = usual().path("features");

        assertThat(features.path("slash_commands").findValuesAsText("command")).containsExactly("/parley", "/persona");
        assertThat(features.path("shortcuts").findValuesAsText("callback_id"))
                .containsExactly(SlackManifest.ASK, SlackManifest.CONTINUE, SlackManifest.ASK_ANYWHERE);
        assertThat(features.path("shortcuts").findValuesAsText("name"))
                .containsExactly("Ask Parley", "Continue from here", "Ask Parley");
        assertThat(features.has("agent_view")).isTrue();
        assertThat(features.has("assistant_view")).isFalse();
    }

    @Test
    void usesSocketModeUnlessThereIsAnAddress() {
        JsonNode http = read(
                new SlackManifest("Parley", "/parley", "/persona", "https://bot.example.org/").yaml(Words.english()));

        assertThat(usual().at("/settings/socket_mode_enabled").asBoolean()).isTrue();
        assertThat(http.at("/settings/socket_mode_enabled").asBoolean()).isFalse();
        assertThat(http.at("/settings/event_subscriptions/request_url").asText())
                .isEqualTo("https://bot.example.org/slack/events");
        assertThat(http.at("/features/slash_commands").findValuesAsText("url"))
                .containsOnly("https://bot.example.org/slack/commands");
    }

    @ParameterizedTest
    @CsvSource({
        "Parley, /parley, /persona",
        "Otto, /otto, /otto-persona",
        "Das Orakel!, /das-orakel, /das-orakel-persona",
        "相談役, /parley, /persona"
    })
    void makesCommandsOfAName(String name, String command, String personaCommand) {
        SlackManifest manifest = SlackManifest.of(name);

        assertThat(manifest.command()).isEqualTo(command);
        assertThat(manifest.personaCommand()).isEqualTo(personaCommand);
        assertThat(SlackManifest.isForPersona(personaCommand)).isTrue();
        assertThat(SlackManifest.isForPersona(command)).isFalse();
    }

    @Test
    void refusesWhatSlackRefuses() {
        assertThatThrownBy(() -> SlackManifest.of("a".repeat(36))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SlackManifest.of("Parley", "parley")).isInstanceOf(IllegalArgumentException.class);
    }

    /** JSON Schema as far as Slack's uses it here. */
    private record Schema(JsonNode root) {
        List<String> problems(JsonNode schema, JsonNode value, String path) {
            if (schema.has("$ref")) {
                return problems(root.at(schema.path("$ref").asText().substring(1)), value, path);
            }
            List<String> found = new ArrayList<>();
            if (!ofType(schema.path("type").asText("any"), value)) {
                found.add(path + " is no " + schema.path("type"));
                return found;
            }
            if (schema.has("enum") && !texts(schema.path("enum")).contains(value.asText())) {
                found.add(path + " is none of " + schema.path("enum"));
            }
            int length = value.isTextual() ? value.asText().length() : value.size();
            String ends = value.isTextual() ? "Length" : "Items";
            if (value.isTextual() || value.isArray()) {
                if (length < schema.path("min" + ends).asInt(0)) {
                    found.add(path + " is shorter than " + schema.path("min" + ends));
                }
                if (length > schema.path("max" + ends).asInt(Integer.MAX_VALUE)) {
                    found.add(path + " is longer than " + schema.path("max" + ends));
                }
            }
            String pattern = schema.path("pattern").asText();
            if (value.isTextual()
                    && !pattern.isEmpty()
                    && !Pattern.compile(pattern).matcher(value.asText()).find()) {
                found.add(path + " does not match " + pattern);
            }
            for (int i = 0; value.isArray() && i < value.size(); i++) {
                found.addAll(problems(schema.path("items"), value.get(i), path + "/" + i));
            }
            schema.path("required").forEach(name -> {
                if (value.isObject() && !value.has(name.asText())) {
                    found.add(path + "/" + name.asText() + " is missing");
                }
            });
            value.properties().forEach(field -> {
                String inner = path + "/" + field.getKey();
                JsonNode known = schema.path("properties").path(field.getKey());
                if (!known.isMissingNode()) {
                    found.addAll(problems(known, field.getValue(), inner));
                } else if (schema.has("additionalProperties")
                        && !schema.path("additionalProperties").asBoolean(true)) {
                    found.add(inner + " is unknown");
                }
            });
            return found;
        }

        private static boolean ofType(String type, JsonNode value) {
            return switch (type) {
                case "string" -> value.isTextual();
                case "boolean" -> value.isBoolean();
                case "integer" -> value.isIntegralNumber();
                case "array" -> value.isArray();
                case "object" -> value.isObject();
                default -> true;
            };
        }
    }
}
