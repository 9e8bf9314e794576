package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.Home;
import dev.parley.bot.config.Secret;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.terminal.Questions;
import dev.parley.bot.terminal.Screen;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The questions of {@code parley init}, with somebody at the terminal and Discord on the loopback. */
class InitTest {
    private static final String PLATFORMS = "discord, slack or both (Enter takes discord):";
    private static final String TOKEN = "Token (Enter skips):";
    private static final String SERVERS = "Numbers or server ids (Enter takes all of these):";
    private static final String IDS = "Server ids (Enter allows every server that it is invited to):";
    private static final String ADMINS = "User ids (Enter for nobody):";
    private static final String ADMIN = "200000000000000001";

    @TempDir
    private Path folder;

    private final FakeDiscord discord = FakeDiscord.start();
    private final Screen screen = new Screen(100, 80);
    private final Map<String, String> environment = new HashMap<>();
    private Path file;

    @BeforeEach
    void setUp() {
        environment.put("PARLEY_HOME", folder.resolve("home").toString());
        environment.put("DISCORD_API_URL", discord.apiUrl());
        file = folder.resolve("home/parley.yaml");
        discord.guild(100_000_000_000_000_001L, "Our team");
        discord.guild(100_000_000_000_000_002L, "Chess: \"e4\" # \u202Eevil\n");
    }

    @AfterEach
    void stop() {
        discord.close();
    }

    private Start start() {
        var settings = new SettingsReader(environment).read(Settings.class, null, Map.of());
        return new Start(Home.of(environment, folder), null, settings, Map.of(), environment, System.out, System.err);
    }

    /** For Discord, as far as the first question about it. */
    private CompletableFuture<ExitCode> init() {
        var init = begin();
        answer(PLATFORMS, "");
        return init;
    }

    private CompletableFuture<ExitCode> begin() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new Init(start(), Words.english()).run(new Questions(screen.terminal(), screen.look()));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static ExitCode end(CompletableFuture<ExitCode> init) throws Exception {
        return init.get(20, TimeUnit.SECONDS);
    }

    private void answer(String prompt, String typed) {
        screen.awaitText(prompt);
        screen.type(typed + "\r");
    }

    /** What the screen says, however its lines are broken. */
    private void awaitWords(String words) {
        await().until(() -> screen.text().replaceAll("\\s+", " "), shown -> shown.contains(words));
    }

    private DiscordSettings read() {
        return new SettingsReader(Map.of()).read(Settings.class, file, Map.of()).discord();
    }

    @Test
    void writesWhatWasAnsweredForItsOwnerOnly() throws Exception {
        var init = init();
        answer(TOKEN, discord.token());
        answer(SERVERS, "2 100000000000000009");
        answer(ADMINS, ADMIN + ", 200000000000000002");

        assertThat(end(init)).isEqualTo(ExitCode.OK);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(read().token()).isEqualTo(new Secret(discord.token()));
        assertThat(read().allow().servers()).containsExactlyInAnyOrder("100000000000000002", "100000000000000009");
        assertThat(read().admins()).containsExactlyInAnyOrder(ADMIN, "200000000000000002");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void saysTheBotsNameAndHowToGoOn() throws Exception {
        var init = init();
        answer(TOKEN, discord.token());
        answer(SERVERS, "");
        answer(ADMINS, "");
        end(init);

        var shown = screen.text();
        assertThat(shown)
                .contains("the bot is called " + discord.botUser().name())
                .contains("Next: ./parley run")
                .contains("https://discord.com/oauth2/authorize?client_id="
                        + discord.botUser().id())
                .doesNotContain(discord.token());
    }

    @Test
    void takesAllServersAtEnter() throws Exception {
        var init = init();
        answer(TOKEN, "Bot " + discord.token());
        answer(SERVERS, "");
        answer(ADMINS, "");
        end(init);

        assertThat(read().allow().servers()).containsExactlyInAnyOrder("100000000000000001", "100000000000000002");
        assertThat(read().admins()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "123456789012345678 | That is an id, no token.",
                "aBcDeFgHiJkLmNoPqRsTuVwXyZ012345 | That has no dots",
                "half a token.with.blanks | That is no token",
                "not.an-id.first | That is no token",
                "MTIzNDU2.GaBcDe.wrong-but-well-formed | Discord does not accept it"
            })
    void asksAgainForATokenThatIsNone(String typed, String words) throws Exception {
        var init = init();
        answer(TOKEN, typed);
        awaitWords(words);
        assertThat(screen.text()).doesNotContain(typed);
        screen.type(discord.token() + "\r");
        answer(SERVERS, "");
        answer(ADMINS, "");

        assertThat(end(init)).isEqualTo(ExitCode.OK);
        assertThat(read().token()).isEqualTo(new Secret(discord.token()));
    }

    @Test
    void takesATokenThatNobodyCanBeAskedAbout() throws Exception {
        discord.close();
        var init = init();
        answer(TOKEN, discord.token());
        awaitWords("Discord could not be asked about it");
        answer(IDS, "100000000000000007");
        answer(ADMINS, "");

        assertThat(end(init)).isEqualTo(ExitCode.OK);
        assertThat(read().token()).isEqualTo(new Secret(discord.token()));
        assertThat(read().allow().servers()).containsExactly("100000000000000007");
    }

    @Test
    void leavesTheTokenToTheEnvironment() throws Exception {
        var init = init();
        answer(TOKEN, "");
        answer(IDS, "");
        answer(ADMINS, ADMIN);

        assertThat(end(init)).isEqualTo(ExitCode.OK);
        assertThat(read().token()).isNull();
        assertThat(read().admins()).isEqualTo(Set.of(ADMIN));
        assertThat(screen.text()).contains("Next: DISCORD_TOKEN=... ./parley run");
    }

    @Test
    void knowsTheServersByATokenOfTheEnvironment() throws Exception {
        environment.put("DISCORD_TOKEN", discord.token());
        var init = init();
        answer(TOKEN, "");
        answer(SERVERS, "1");
        answer(ADMINS, "");
        end(init);

        assertThat(read().token()).isNull();
        assertThat(read().allow().servers()).containsExactly("100000000000000001");
    }

    @Test
    void asksAgainForServersAndPeopleThatAreNone() throws Exception {
        var init = init();
        answer(TOKEN, discord.token());
        answer(SERVERS, "1 3");
        awaitWords("There is no server 3 in the list. Type numbers from 1 to 2");
        screen.type("1\r");
        answer(ADMINS, "anna");
        awaitWords("anna is no id");
        screen.type(ADMIN + "\r");

        assertThat(end(init)).isEqualTo(ExitCode.OK);
        assertThat(read().admins()).containsExactly(ADMIN);
    }

    @Test
    void changesNoFileThatIsThere() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "bot: {name: Mine}\n");
        var init = init();
        awaitWords("it stays as it is");
        answer(TOKEN, discord.token());
        answer(SERVERS, "1");
        answer(ADMINS, ADMIN);

        assertThat(end(init)).isEqualTo(ExitCode.USAGE);
        assertThat(file).hasContent("bot: {name: Mine}\n");
        assertThat(screen.text())
                .contains("- \"100000000000000001\" # Our team")
                .contains("- \"" + ADMIN + "\"")
                .doesNotContain(discord.token());
    }

    @Test
    void asksAgainForAPlatformThatIsNone() throws Exception {
        var init = begin();
        answer(PLATFORMS, "teams");
        awaitWords("“teams” is none of them");
        screen.type("discord\r");
        answer(TOKEN, "\u0003");

        assertThat(init.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN, SERVERS, ADMINS})
    void writesNothingWhenTheUserLeaves(String at) throws Exception {
        var init = init();
        for (var prompt : new String[] {TOKEN, SERVERS, ADMINS}) {
            screen.awaitText(prompt);
            if (prompt.equals(at)) {
                screen.type("\u0003");
                break;
            }
            screen.type((prompt.equals(TOKEN) ? discord.token() : "") + "\r");
        }

        assertThat(end(init)).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(file).doesNotExist();
    }

    @Test
    void saysWhatToWriteWhereNobodyCanBeAsked() throws IOException {
        var failure = new Init(start(), Words.english()).withoutTerminal();

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure).hasMessageContaining(file.toString());
        Files.createDirectories(file.getParent());
        Files.writeString(file, failure.getMessage().split("\n\n", 2)[1]);
        assertThat(read().allow().servers()).isEmpty();
    }
}
