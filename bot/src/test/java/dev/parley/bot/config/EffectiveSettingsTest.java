package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code parley config show} prints. */
class EffectiveSettingsTest {
    private static final String TOKEN = "discord-token-of-this-test";

    @TempDir
    Path folder;

    private Path file;
    private Path tokenFile;
    private EffectiveSettings effective;

    @BeforeEach
    void read() throws IOException {
        file = folder.resolve("parley.yaml");
        tokenFile = folder.resolve("slack-token");
        Files.writeString(tokenFile, "xoxb-1-2-of-this-test\n");
        Files.writeString(file, """
                bot:
                  name: "On: call"
                  language: de
                engine:
                  cache-memory: 512 MB
                  command: [llama-server, --api-key, hidden-key, --hf-token=hidden-token, --port, "8099"]
                chat:
                  max-tokens: 300
                discord:
                  token: ${SOME_TOKEN}
                  allow:
                    servers: ["123", 456]
                slack:
                  app-token: xapp-1-A1-2-of-this-test
                """);
        effective = new EffectiveSettings(
                new SettingsReader(environment())
                        .readWithSources(Settings.class, file, Map.of("chat.temperature", "0.5")),
                file);
    }

    private Map<String, String> environment() {
        return Map.of(
                "SOME_TOKEN",
                TOKEN,
                "PARLEY_CHAT_MAX_TOKENS",
                "200",
                "DISCORD_ADMINS",
                "7,8",
                "SLACK_BOT_TOKEN_FILE",
                tokenFile.toString());
    }

    private String line(String key) {
        return effective
                .yaml()
                .lines()
                .map(String::strip)
                .filter(each -> each.startsWith(key + ":") || each.startsWith("# " + key + ":"))
                .findFirst()
                .orElseThrow()
                .replaceAll("  +", "  ");
    }

    @Test
    void namesTheSourceOfEachValue() {
        assertThat(effective.yaml()).startsWith("# " + file + "\n");
        assertThat(line("name")).isEqualTo("name: \"On: call\"  # parley.yaml:2");
        assertThat(line("max-tokens")).isEqualTo("max-tokens: 200  # PARLEY_CHAT_MAX_TOKENS");
        assertThat(line("temperature")).isEqualTo("temperature: 0.5  # --temperature");
        assertThat(line("admins")).isEqualTo("admins: [\"7\", \"8\"]  # DISCORD_ADMINS");
        assertThat(line("gpu-layers")).isEqualTo("gpu-layers: 0  # default");
        assertThat(line("context")).isEqualTo("context:  # default: 4096, or less for the model or the memory");
    }

    @Test
    void showsNothingOfASecretButThatItIsThere() {
        assertThat(line("bot-token")).isEqualTo("# bot-token: set, not shown  # SLACK_BOT_TOKEN_FILE");
        assertThat(line("signing-secret")).isEqualTo("signing-secret:  # default");
        assertThat(List.of(effective.yaml(), effective.json()))
                .allSatisfy(shown -> assertThat(shown)
                        .doesNotContain("discord-t", "of-this-test", "xoxb", "xapp", "hidden-key", "hidden-token"));
        assertThat(line("command"))
                .startsWith("command: [llama-server, \"--api-key\", \"(secret)\", \"--hf-token=(secret)\", \"--port\","
                        + " \"8099\"]");
    }

    @Test
    void isReadAgainAsTheSameButForTheSecrets() throws IOException {
        var copy = folder.resolve("copy.yaml");
        Files.writeString(copy, effective.yaml());

        var again = new SettingsReader(Map.of()).read(Settings.class, copy, Map.of());
        var first = new SettingsReader(environment()).read(Settings.class, file, Map.of("chat.temperature", "0.5"));
        assertThat(again.bot()).isEqualTo(first.bot());
        assertThat(again.chat()).isEqualTo(first.chat());
        assertThat(again.limits()).isEqualTo(first.limits());
        assertThat(again.engine().cacheMemory()).isEqualTo(first.engine().cacheMemory());
        assertThat(again.discord().allow()).isEqualTo(first.discord().allow());
        assertThat(again.discord().token()).isNull();
    }

    @Test
    void tellsAProgramTheSame() throws IOException {
        JsonNode root = JsonMapper.builder().build().readTree(effective.json());

        assertThat(root.path("file").asText()).isEqualTo(file.toString());
        assertThat(root.at("/settings/chat.max-tokens").toString())
                .isEqualTo("{\"value\":200,\"source\":\"PARLEY_CHAT_MAX_TOKENS\",\"reload\":true}");
        assertThat(root.at("/settings/discord.token").toString())
                .isEqualTo("{\"set\":true,\"source\":\"parley.yaml:10\",\"reload\":false}");
        assertThat(root.at("/settings/engine.cache-memory/value").asLong()).isEqualTo(512L << 20);
        assertThat(root.at("/settings/engine.context/value").isNull()).isTrue();
        assertThat(root.path("settings").size())
                .isEqualTo(new Schema(Settings.class).keys().size());
    }

    @Test
    void namesAModelThatWasChosenOtherwise() {
        effective.otherwise("engine.model", "qwen", "parley model use");
        effective.otherwise("bot.name", "Nobody", "nowhere");

        assertThat(line("model")).isEqualTo("model: qwen  # parley model use");
        assertThat(line("name")).contains("On: call");
    }
}
