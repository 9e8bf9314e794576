package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.Home;
import dev.parley.bot.config.Secret;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.terminal.Questions;
import dev.parley.bot.terminal.Screen;
import dev.parley.bot.words.Words;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The questions of {@code parley init} about Slack, with somebody at the terminal and Slack on the loopback. */
class InitSlackTest {
    private static final String PLATFORMS = "discord, slack or both (Enter takes discord):";
    private static final String NAME = "Name of the bot on Slack (Enter takes Parley):";
    private static final String COMMAND = "Slash command (Enter takes /";
    private static final String BOT = "xoxb-… (Enter skips):";
    private static final String APP = "xapp-… (Enter skips):";
    private static final String ADMINS = "User ids (Enter for nobody):";

    @TempDir
    private Path folder;

    private final FakeSlack slack = FakeSlack.start();
    private final Screen screen = new Screen(140, 200);
    private final Map<String, String> environment = new HashMap<>();
    private Path file;

    @BeforeEach
    void setUp() {
        environment.put("PARLEY_HOME", folder.resolve("home").toString());
        environment.put("SLACK_API_URL", slack.apiUrl());
        file = folder.resolve("home/parley.yaml");
        slack.grant("im:write");
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    private CompletableFuture<ExitCode> init() {
        var settings = new SettingsReader(environment).read(Settings.class, null, Map.of());
        var start =
                new Start(Home.of(environment, folder), null, settings, Map.of(), environment, System.out, System.err);
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new Init(start, Words.english()).run(new Questions(screen.terminal(), screen.look()));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static ExitCode end(CompletableFuture<ExitCode> init) throws Exception {
        return init.get(60, TimeUnit.SECONDS);
    }

    private void answer(String prompt, String typed) {
        screen.awaitText(prompt);
        screen.type(typed + "\r");
    }

    private void awaitWords(String words) {
        await().until(() -> screen.text().replaceAll("\\s+", " "), shown -> shown.contains(words));
    }

    private Settings read() {
        return new SettingsReader(Map.of()).read(Settings.class, file, Map.of());
    }

    @Test
    void showsTheManifestAndWritesBothTokens() throws Exception {
        var init = init();
        answer(PLATFORMS, "slack");
        answer(NAME, "");
        answer(COMMAND, "");
        answer(BOT, slack.botToken());
        answer(APP, slack.appToken());
        answer(ADMINS, "U0123ABC, W99");

        assertThat(end(init)).isEqualTo(ExitCode.OK);
        SlackSettings written = read().slack();
        assertThat(written.botToken()).isEqualTo(new Secret(slack.botToken()));
        assertThat(written.appToken()).isEqualTo(new Secret(slack.appToken()));
        assertThat(written.admins()).containsExactlyInAnyOrder("U0123ABC", "W99");
        assertThat(read().bot().name()).isEqualTo("Parley");
        assertThat(read().discord().token()).isNull();
        assertThat(screen.text())
                .contains("command: /parley", "command: /persona", "in the workspace Parley", "Next: ./parley run")
                .doesNotContain(slack.botToken(), slack.appToken());
    }

    @Test
    void namesTheBotAndItsCommands() throws Exception {
        var init = init();
        answer(PLATFORMS, "slack");
        answer(NAME, "Otto von Helpdesk");
        answer(COMMAND + "otto-von-helpdesk", "Otto!");
        awaitWords("/Otto! is no slash command");
        screen.type("otto\r");
        answer(BOT, "");
        answer(APP, "");
        answer(ADMINS, "");

        assertThat(end(init)).isEqualTo(ExitCode.OK);
        assertThat(read().bot().name()).isEqualTo("Otto von Helpdesk");
        assertThat(screen.text())
                .contains("name: \"Otto von Helpdesk\"", "command: /otto", "command: /otto-persona")
                .contains("Next: SLACK_BOT_TOKEN=... SLACK_APP_TOKEN=... ./parley run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xapp-1-A0-1-abc | That is an app-level token (xapp-)",
                "xoxp-1-2-abc | That is a person's token (xoxp-)",
                "xoxb-1-1-wrong | Slack does not accept it. Was all of it copied"
            })
    void asksAgainForABotTokenThatIsNone(String typed, String words) throws Exception {
        var init = init();
        answer(PLATFORMS, "slack");
        answer(NAME, "");
        answer(COMMAND, "");
        answer(BOT, typed);
        awaitWords(words);
        assertThat(screen.text()).doesNotContain(typed);
        screen.type(slack.botToken() + "\r");
        answer(APP, slack.appToken());
        answer(ADMINS, "");

        assertThat(end(init)).isEqualTo(ExitCode.OK);
        assertThat(read().slack().botToken()).isEqualTo(new Secret(slack.botToken()));
    }

    @Test
    void saysThatSocketModeHasToBeSwitchedOn() throws Exception {
        slack.faults().socketMode(false);
        var init = init();
        answer(PLATFORMS, "slack");
        answer(NAME, "");
        answer(COMMAND, "");
        answer(BOT, slack.botToken());
        answer(APP, slack.appToken());
        awaitWords("Socket Mode is off in the app's settings");
        slack.faults().socketMode(true);
        screen.type(slack.appToken() + "\r");
        answer(ADMINS, "");

        assertThat(end(init)).isEqualTo(ExitCode.OK);
    }

    @Test
    void saysWhichScopesAreMissing() throws Exception {
        slack.faults().withoutScope("users:read");
        var init = init();
        answer(PLATFORMS, "slack");
        answer(NAME, "");
        answer(COMMAND, "");
        answer(BOT, slack.botToken());

        awaitWords("It lacks these scopes: users:read");
        screen.type("\u0003");
        assertThat(end(init)).isEqualTo(ExitCode.INTERRUPTED);
    }

    @Test
    void takesBothPlatformsInOneFile() throws Exception {
        try (var discord = FakeDiscord.start()) {
            environment.put("DISCORD_API_URL", discord.apiUrl());
            var init = init();
            answer(PLATFORMS, "both");
            answer("Token (Enter skips):", discord.token());
            answer("invited to):", "");
            answer(ADMINS, "200000000000000001");
            answer(NAME, "");
            answer(COMMAND, "");
            answer(BOT, slack.botToken());
            answer(APP, slack.appToken());
            awaitWords("Who may see and stop everything on Slack?");
            screen.type("U0123ABC\r");

            assertThat(end(init)).isEqualTo(ExitCode.OK);
            assertThat(read().discord().token()).isEqualTo(new Secret(discord.token()));
            assertThat(read().slack().admins()).containsExactly("U0123ABC");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NAME, COMMAND, BOT, APP, ADMINS})
    void writesNothingWhenTheUserLeaves(String at) throws Exception {
        var init = init();
        answer(PLATFORMS, "slack");
        for (var prompt : new String[] {NAME, COMMAND, BOT, APP, ADMINS}) {
            screen.awaitText(prompt);
            if (prompt.equals(at)) {
                screen.type("\u0003");
                break;
            }
            screen.type("\r");
        }

        assertThat(end(init)).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(file).doesNotExist();
    }
}
