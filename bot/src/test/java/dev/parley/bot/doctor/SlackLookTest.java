package dev.parley.bot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.platform.slack.SlackQuestions;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SlackLookTest {
    private static final String BOT = "xoxb-1-1-loopback";

    private FakeSlack slack;
    private SlackLook look;

    @BeforeEach
    void start() {
        slack = FakeSlack.start();
        var settings = new SettingsReader(Map.of("SLACK_API_URL", slack.apiUrl()))
                .read(Settings.class, null, Map.of())
                .slack();
        look = new SlackLook(new SlackQuestions(settings), settings.apiUrl());
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void namesTheBotAndItsWorkspace() throws InterruptedException {
        Findings.well(look.token(slack.botToken()), "the token is that of", "in Parley");
        Findings.well(look.scopes(slack.botToken()), "all that the manifest asks for are granted");
        Findings.well(look.socket(slack.appToken()), "Socket Mode can be opened");
        assertThat(slack.violations()).isEmpty();
        assertThat(slack.opened()).isZero();
    }

    @Test
    void saysWhereTheBotsTokenIs() throws InterruptedException {
        Findings.wrong(
                look.token("xoxb-other"),
                ExitCode.PLATFORM,
                "does not accept the bot's token",
                "OAuth & Permissions",
                "SLACK_BOT_TOKEN");
        assertThat(look.scopes("xoxb-other")).isEmpty();
    }

    @Test
    void saysWhereAScopeIsAddedAndWhatGoesWithoutIt() throws InterruptedException {
        slack.faults().withoutScope("files:read");
        Findings.warning(
                look.scopes(slack.botToken()),
                "files:read is missing. Attached files cannot be read.",
                "Bot Token Scopes",
                "Reinstall to Workspace");
    }

    @Test
    void saysWhereTheAppsTokenIsMade() throws InterruptedException {
        Findings.wrong(
                look.socket("xapp-other"),
                ExitCode.PLATFORM,
                "does not accept the app-level token",
                "App-Level Tokens",
                "connections:write",
                "SLACK_APP_TOKEN");
    }

    @Test
    void saysWhereSocketModeIsSwitchedOn() throws InterruptedException {
        slack.faults().socketMode(false);
        Findings.wrong(look.socket(slack.appToken()), ExitCode.PLATFORM, "switched off", "Enable Socket Mode");
    }

    @Test
    void saysThatTheAppsTokenLacksItsScope() throws InterruptedException {
        slack.faults().refuse("apps.connections.open", "missing_scope");
        Findings.wrong(
                look.socket(slack.appToken()),
                ExitCode.PLATFORM,
                "lacks the scope connections:write",
                "Make a new one");
    }

    @Test
    void aSlackThatCannotBeReachedIsAFinding() throws InterruptedException {
        String url = slack.apiUrl();
        slack.close();
        Findings.wrong(
                look.token(BOT), ExitCode.PLATFORM, "cannot be reached at " + url, "api.test", "slack-status.com");
    }
}
