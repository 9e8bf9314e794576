package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.bot.words.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameAFile() {
        file = folder.resolve("parley.yaml");
    }

    @Test
    void whatDoesNothingBesideAnotherEngineIsRefusedWhereItIsWritten() throws IOException {
        Files.writeString(file, """
                engine:
                  url: http://127.0.0.1:8080/v1
                  command: [/opt/llama-server, -ngl, "99"]
                  threads: 2
                """);
        var reader = new SettingsReader(Map.of("PARLEY_ENGINE_CACHE_MEMORY", "64 MB"));

        assertThatThrownBy(() -> reader.read(Settings.class, file, Map.of()))
                .hasMessageContaining(file + ":3: engine.command: engine.url is set too")
                .hasMessageContaining(file + ":4: engine.threads: it is a setting of Parley's own engine")
                .hasMessageContaining("PARLEY_ENGINE_CACHE_MEMORY: engine.cache-memory: it is a setting");
    }

    @Test
    void aKeyWithoutItsServerIsRefused() throws IOException {
        Files.writeString(file, "engine:\n  api-key: some-key\n");

        assertThatThrownBy(() -> new SettingsReader(Map.of()).read(Settings.class, file, Map.of()))
                .hasMessageContaining(file + ":2: engine.api-key")
                .hasMessageNotContaining("some-key");
    }

    @Test
    void aCommandIsAListOrOneText() throws IOException {
        Files.writeString(file, "engine:\n  command: llama-server -ngl 99\n  threads: 2\n");

        assertThat(new SettingsReader(Map.of())
                        .read(Settings.class, file, Map.of())
                        .engine()
                        .command())
                .containsExactly("llama-server -ngl 99");
    }

    @Test
    void hasADefaultForEverythingOrNone() {
        var settings = new SettingsReader(Map.of()).read(Settings.class, null, Map.of());

        assertThat(settings.bot().name()).isEqualTo("Parley");
        assertThat(settings.bot().language()).isEqualTo(Language.EN);
        assertThat(settings.engine())
                .isEqualTo(new EngineSettings(
                        null, null, null, List.of(), null, null, null, 0, null, null, null, 8080, null));
        assertThat(settings.chat()).isEqualTo(new ChatSettings("assistant", null, null, null, null, null, null, null));
        assertThat(settings.limits()).isEqualTo(new LimitsSettings(20, 0));
        var nobody = new WhoAndWhere(Set.of(), Set.of(), Set.of(), Set.of());
        assertThat(settings.discord())
                .isEqualTo(new DiscordSettings(
                        null,
                        "https://discord.com/api/v10",
                        null,
                        false,
                        Footer.NONE,
                        8000,
                        true,
                        nobody,
                        nobody,
                        Set.of(),
                        Set.of(),
                        4));
        assertThat(settings.operate()).isEqualTo(new OperateSettings("127.0.0.1", 9464));
        assertThat(settings.logging().level()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void readsListsOfIdsDigitForDigit() throws IOException {
        Files.writeString(file, """
                discord:
                  allow:
                    users: [18446744073709551615, "2", 007]
                    roles:
                      - 3
                      - ${ROLE}
                    channels: 9007199254740993
                    servers: []
                  admins: 5, 6
                  bots:
                limits: {messages-a-minute: 7}
                """);
        var environment = Map.of("ROLE", "4", "DISCORD_BLOCK_SERVERS", "8, 9,8");

        var settings = new SettingsReader(environment).read(Settings.class, file, Map.of("discord.block.users", "10"));

        assertThat(settings.discord().allow())
                .isEqualTo(new WhoAndWhere(
                        Set.of("18446744073709551615", "2", "007"),
                        Set.of("3", "4"),
                        Set.of("9007199254740993"),
                        Set.of()));
        assertThat(settings.discord().block())
                .isEqualTo(new WhoAndWhere(Set.of("10"), Set.of(), Set.of(), Set.of("8", "9")));
        assertThat(settings.discord().admins()).containsExactly("5", "6");
        assertThat(settings.discord().bots()).isEmpty();
        assertThat(settings.limits().messagesAMinute()).isEqualTo(7);
    }

    @Test
    void keepsTheOrderOfAListAndWhatIsInItTwice() {
        record Section(
                @Setting(value = "names", fallback = "a,b", min = 1, max = 9)
                List<String> names) {}
        record All(Section section) {}
        var reader = new SettingsReader(Map.of());

        assertThat(reader.read(All.class, null, Map.of()).section().names()).containsExactly("a", "b");
        assertThat(reader.read(All.class, null, Map.of("section.names", "c, a,c"))
                        .section()
                        .names())
                .containsExactly("c", "a", "c");
    }

    @Test
    void reportsEveryMistakeInListsWithItsOwnLine() throws IOException {
        Files.writeString(file, """
                discord:
                  allow:
                    users:
                      - 1
                      - anna
                      - 1e3
                      - ${NOBODY}
                      - [2]
                      - name: ben
                      -
                    servers: ${EMPTY}
                    servers: [3]
                    usrs: [4]
                  block: [5]
                  admins: 123456789012345678901, 6,
                  footer: [timings]
                  bots: [&bot 7, *bot]
                """);
        var environment = Map.of("EMPTY", "", "DISCORD_BLOCK_USERS", "1;2", "DISCORD_ALLOW_SERVRS", "1");

        var failure = catchThrowableOfType(
                ConfigException.class, () -> new SettingsReader(environment).read(Settings.class, file, Map.of()));

        var noId = "is no id of Discord's, which is a number (developer mode, then 'Copy ID')";
        assertThat(failure.getMessage().replace(file.toString(), "parley.yaml").replace(noId, "(no id)"))
                .isEqualTo("""
                        15 mistakes in the configuration:
                          parley.yaml:5: discord.allow.users: 'anna' (no id)
                          parley.yaml:6: discord.allow.users: '1e3' (no id)
                          parley.yaml:7: discord.allow.users: the environment variable NOBODY is not set
                          parley.yaml:8: discord.allow.users takes a list of values; this is none
                          parley.yaml:9: discord.allow.users takes a list of values; this is none
                          parley.yaml:10: discord.allow.users: '' (no id)
                          parley.yaml:11: discord.allow.servers: '' (no id)
                          parley.yaml:12: discord.allow.servers was already set in line 11
                          parley.yaml:13: there is no setting discord.allow.usrs; did you mean discord.allow.users?
                          parley.yaml:14: discord.block is a section; its settings stand indented below it
                          parley.yaml:15: discord.admins: '123456789012345678901' (no id); '' (no id)
                          parley.yaml:16: discord.footer takes one value, not a list
                          parley.yaml:17: discord.bots: aliases (*) are not supported; write the value
                          DISCORD_BLOCK_USERS: '1;2' (no id)
                          DISCORD_ALLOW_SERVRS: there is no such setting; did you mean DISCORD_ALLOW_SERVERS?
                        """.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://discord.com/api/v10",
                "HTTPS://discord.example:8443/",
                "http://127.0.0.1:8080/api/v10",
                "http://127.9.8.7",
                "http://localhost:1",
                "http://[::1]:8080/"
            })
    void takesAddressesThatAreEncryptedOrOnThisMachine(String address) {
        assertThat(new SettingsReader(Map.of("DISCORD_API_URL", address))
                        .read(Settings.class, null, Map.of())
                        .discord()
                        .apiUrl())
                .isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://discord.com/api/v10",
                "http://10.0.0.1",
                "http://127.0.0.1.example.org/",
                "http://localhost.example.org/",
                "http://[::2]/",
                "http://0.0.0.0:80/"
            })
    void refusesAddressesThatAreNotEncryptedOffThisMachine(String address) {
        assertThatThrownBy(() ->
                        new SettingsReader(Map.of("DISCORD_API_URL", address)).read(Settings.class, null, Map.of()))
                .hasMessage("DISCORD_API_URL: '" + address
                        + "' is not encrypted; off this machine it has to begin with https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "discord.com",
                "ftp://localhost",
                "http://127.0.0.256/",
                "https:///api",
                "https://me:secret@example.org/",
                "https://example.org/?a=b",
                "http://127.0.0.1\\@example.org/",
                "wss://example.org"
            })
    void refusesWhatIsNoAddress(String address) {
        assertThatThrownBy(() ->
                        new SettingsReader(Map.of("DISCORD_API_URL", address)).read(Settings.class, null, Map.of()))
                .hasMessage("DISCORD_API_URL: '" + address + "' is no address such as https://example.org/path");
    }

    @Test
    void refusesAGatewayThatIsNotEncryptedTogetherWithWhatElseIsWrong() {
        var environment = Map.of("DISCORD_GATEWAY_URL", "ws://gateway.example.org", "DISCORD_BOT_TURNS", "0");

        assertThatThrownBy(() -> new SettingsReader(environment).read(Settings.class, null, Map.of()))
                .hasMessage("""
                        2 mistakes in the configuration:
                          DISCORD_GATEWAY_URL: 'ws://gateway.example.org' is not encrypted; off this machine it has to begin with wss://
                          DISCORD_BOT_TURNS: '0' is not a whole number from 1 to 1000""");
        assertThat(new SettingsReader(Map.of("DISCORD_GATEWAY_URL", "ws://127.0.0.1:1"))
                        .read(Settings.class, null, Map.of())
                        .discord()
                        .gatewayUrl())
                .isEqualTo("ws://127.0.0.1:1");
    }

    @Test
    void readsEveryKindOfSetting() throws IOException {
        Files.writeString(file, """
                # a comment
                bot: {name: "Ada", language: ja}
                engine:
                  model: ${MODELS}/a.gguf
                  threads: 2
                  library-path: lib/../libllama.so
                  cache-memory: 1.5 GB
                  token: ${TOKEN}
                  context:
                chat:
                  temperature: 0.70
                  seed: 4294967294
                logging.level: debug
                """);
        var environment = Map.of("MODELS", "/models$1", "TOKEN", "0123456789abcdef");

        var settings = new SettingsReader(environment).read(Settings.class, file, Map.of());

        assertThat(settings.bot().name()).isEqualTo("Ada");
        assertThat(settings.bot().words().say("terminal.stopped")).isEqualTo("止めました");
        assertThat(settings.engine().model()).isEqualTo("/models$1/a.gguf");
        assertThat(settings.engine().threads()).isEqualTo(2);
        assertThat(settings.engine().context()).isNull();
        assertThat(settings.engine().libraryPath()).isEqualTo(folder.resolve("libllama.so"));
        assertThat(settings.engine().cacheMemory()).isEqualTo(new ByteSize(1536L << 20));
        assertThat(settings.engine().token()).isEqualTo(new Secret("0123456789abcdef"));
        assertThat(settings.chat().temperature()).isEqualTo(0.7);
        assertThat(settings.chat().seed()).isEqualTo(4_294_967_294L);
        assertThat(settings.logging().level()).isEqualTo(LogLevel.DEBUG);
    }

    @Test
    void aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Files.writeString(file, "engine: {parallel: 2, gpu-layers: 2, context: 2000}");
        var environment =
                Map.of("PARLEY_ENGINE_PARALLEL", "3", "PARLEY_ENGINE_GPU_LAYERS", "3", "PARLEY_ENGINE_CONTEXT", "");

        var engine = new SettingsReader(environment)
                .read(Settings.class, file, Map.of("engine.parallel", "4"))
                .engine();

        assertThat(engine.parallel()).isEqualTo(4);
        assertThat(engine.gpuLayers()).isEqualTo(3);
        assertThat(engine.context()).isEqualTo(2000);
    }

    @Test
    void reportsEveryMistakeAtOnceWithFileAndLine() throws IOException {
        Files.writeString(file, """
                engine:
                  threds: 4
                  parallel: -1
                  gpu-layers: [1, 2]
                  model: ${NOWHERE}/a.gguf
                  cache-memory: lots
                  context: 1e99
                  context: 4096
                chat:
                  temperature: .nan
                  top-p: .inf
                  top-k: 99999999999999999999
                  max-tokens: "many"
                  persona: ${
                bot: Ada
                logging:
                  level: loud
                colour: red
                """);
        var environment = Map.of(
                "PARLEY_ENGINE_THREDS", "4",
                "PARLEY_CHAT_MIN_P", "2",
                "PARLEY_ENGINE_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "PARLEY_HOME", "/home");

        var failure = catchThrowableOfType(
                ConfigException.class,
                () -> new SettingsReader(environment).read(Settings.class, file, Map.of("chat.seed", "-0.5")));

        assertThat(failure.getMessage().replace(file.toString(), "parley.yaml")).isEqualTo("""
                        18 mistakes in the configuration:
                          parley.yaml:2: there is no setting engine.threds; did you mean engine.threads?
                          parley.yaml:3: engine.parallel: '-1' is not a whole number from 1 to 256
                          parley.yaml:4: engine.gpu-layers takes one value, not a list
                          parley.yaml:5: engine.model: the environment variable NOWHERE is not set
                          parley.yaml:6: engine.cache-memory: 'lots' is not a size such as 512 MB, from 0 bytes to 1 TB
                          parley.yaml:7: engine.context: '1e99' is not a whole number from 256 to 1048576
                          parley.yaml:8: engine.context was already set in line 7
                          parley.yaml:10: chat.temperature: '.nan' is not a number from 0 to 2
                          parley.yaml:11: chat.top-p: '.inf' is not a number from 0 to 1
                          parley.yaml:12: chat.top-k: '99999999999999999999' is not a whole number from 1 to 1000
                          parley.yaml:13: chat.max-tokens: 'many' is not a whole number from 1 to 131072
                          parley.yaml:14: chat.persona: '${' is not followed by a variable's name and '}'
                          parley.yaml:15: bot is a section; its settings stand indented below it
                          parley.yaml:17: logging.level: 'loud' is none of error, warn, info, debug
                          parley.yaml:18: there is no setting colour; the sections are bot, chat, discord, engine, limits, logging, operate, slack
                          PARLEY_CHAT_MIN_P: '2' is not a number from 0 to 1
                          PARLEY_ENGINE_THREDS: there is no such setting; did you mean PARLEY_ENGINE_THREADS?
                          --seed: '-0.5' is not a whole number from 0 to 4294967294
                        """.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NaN", "-NaN", "Infinity", "-1", "-0.001", "2.001", "1e99", "0x1p3", "1d", "", "١", "1_0", "1,5"
            })
    void refusesWhatIsNoNumberInItsRange(String text) {
        assertThatThrownBy(
                        () -> new SettingsReader(Map.of()).read(Settings.class, null, Map.of("chat.temperature", text)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--temperature: '" + text + "' is not a number from 0 to 2");
    }

    @Test
    void showsOfAHugeValueOnlyTheBeginning() {
        var huge = "9".repeat(1_000_000);

        assertThatThrownBy(() ->
                        new SettingsReader(Map.of("PARLEY_ENGINE_THREADS", huge)).read(Settings.class, null, Map.of()))
                .message()
                .hasSizeLessThan(200)
                .endsWith("…' is not a whole number from 1 to 512");
    }

    @Test
    void readsASecretFromAFileAndShowsItNowhere() throws IOException {
        var secret = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");

        var settings = new SettingsReader(Map.of("PARLEY_ENGINE_TOKEN_FILE", secret.toString()))
                .read(Settings.class, null, Map.of());

        assertThat(settings.engine().token()).isEqualTo(new Secret("0123456789abcdef"));
        assertThat(settings.toString()).doesNotContain("0123456789abcdef");
        assertThatThrownBy(() -> new SettingsReader(Map.of("PARLEY_ENGINE_TOKEN", "too short"))
                        .read(Settings.class, null, Map.of()))
                .hasMessage("PARLEY_ENGINE_TOKEN: the text is not 16 to 512 characters long");
        assertThatThrownBy(() -> new SettingsReader(
                                Map.of("PARLEY_ENGINE_TOKEN", "0123456789abcdef", "PARLEY_ENGINE_TOKEN_FILE", "/token"))
                        .read(Settings.class, null, Map.of()))
                .hasMessageContaining("only one of them can count");
    }

    @Test
    void takesABlankFileOfASecretForNone() throws IOException {
        var blank = Files.writeString(folder.resolve("token"), "\n");

        var settings = new SettingsReader(Map.of("PARLEY_ENGINE_TOKEN_FILE", blank.toString()))
                .read(Settings.class, null, Map.of());

        assertThat(settings.engine().token()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    - a\\n- b            | :1: sections such as 'engine:' are expected here
                    just words           | :1: sections such as 'engine:' are expected here
                    bot: {name: A}\\n---\\nbot: {name: B} | a second document begins here
                    bot:\\n\\tname: A     | this is no YAML
                    bot: {name: A        | this is no YAML
                    bot: &b {name: A}\\nchat: *b | chat
                    """)
    void refusesWhatIsNotOneMappingOfSections(String yaml, String words) throws IOException {
        Files.writeString(file, yaml.replace("\\n", "\n").replace("\\t", "\t"));

        assertThatThrownBy(() -> new SettingsReader(Map.of()).read(Settings.class, file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(words);
    }

    @Test
    void refusesFilesThatCannotBeRead() throws IOException {
        var reader = new SettingsReader(Map.of());

        assertThatThrownBy(() -> reader.read(Settings.class, file, Map.of()))
                .hasMessage(file + ": there is no such file");
        Files.write(file, "bot: {name: Zoë}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> reader.read(Settings.class, file, Map.of()))
                .hasMessage(file + ": this file is not written in UTF-8");
        Files.write(file, new byte[1_000_001]);
        assertThatThrownBy(() -> reader.read(Settings.class, file, Map.of())).hasMessageContaining("larger than");
        assertThatThrownBy(() -> reader.read(Settings.class, folder, Map.of())).isInstanceOf(ConfigException.class);
    }

    @Test
    void anEmptyFileIsAsGoodAsNone() throws IOException {
        Files.writeString(file, "# nothing yet\n");

        assertThat(new SettingsReader(Map.of()).read(Settings.class, file, Map.of()))
                .isEqualTo(new SettingsReader(Map.of()).read(Settings.class, null, Map.of()));
    }
}
