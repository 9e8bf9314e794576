package dev.parley.bot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.platform.discord.DiscordQuestions;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.words.Language;
import dev.parley.bot.words.Languages;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DiscordLookTest {
    private static final String WRONG = "MTAwMDAwMDAwMDAwMDAwMDAw.secret.part";

    private FakeDiscord discord;

    @BeforeEach
    void start() {
        discord = FakeDiscord.start();
    }

    @AfterEach
    void stop() {
        discord.close();
    }

    @Test
    void namesTheBotThatTheTokenIsOf() throws InterruptedException {
        Findings.well(
                look(discord.token()).token(),
                "the token is that of " + discord.botUser().name());
    }

    @Test
    void saysWhereANewTokenIsMade() throws InterruptedException {
        Findings.wrong(
                look(WRONG).token(), ExitCode.PLATFORM, "does not accept the token", "Reset Token", "DISCORD_TOKEN");
    }

    @Test
    void sendsNothingThatIsNoToken() throws InterruptedException {
        Findings.wrong(look("two words\n").token(), ExitCode.PLATFORM, "is none", "Reset Token");
        assertThat(discord.requests()).isEmpty();
    }

    @Test
    void saysNothingTwiceOfATokenThatIsRefused() throws InterruptedException {
        assertThat(look(WRONG).intents()).isEmpty();
        assertThat(look(WRONG).commands(new Languages(Language.EN))).isEmpty();
    }

    @Test
    void aDiscordThatCannotBeReachedIsAFinding() throws InterruptedException {
        String url = discord.apiUrl();
        discord.close();
        Findings.wrong(
                look(discord.token()).token(),
                ExitCode.PLATFORM,
                "cannot be reached at " + url,
                "curl -sS " + url,
                "discordstatus.com");
    }

    @Test
    void aDiscordThatIsDownIsAFinding() throws InterruptedException {
        discord.faults().failRest(Duration.ofMinutes(1), 503);
        Findings.wrong(look(discord.token()).token(), ExitCode.PLATFORM, "status 503", "discordstatus.com");
    }

    @Test
    void saysWhereAnIntentIsSwitchedOn() throws InterruptedException {
        discord.faults().withholdContent();
        Findings.warning(
                look(discord.token()).intents(),
                "message content intent is off",
                "Privileged Gateway Intents",
                "start Parley again");
    }

    @Test
    void isContentWithTheIntentOn() throws InterruptedException {
        Findings.well(look(discord.token()).intents(), "message content is on");
    }

    @Test
    void saysHowCommandsAreRegistered() throws InterruptedException {
        Findings.warning(
                look(discord.token()).commands(new Languages(Language.EN)),
                "commands are not registered: /persona",
                "./parley run");
    }

    private DiscordLook look(String token) {
        DiscordSettings settings = new SettingsReader(
                        Map.of("DISCORD_API_URL", discord.apiUrl(), "DISCORD_TOKEN", token))
                .read(Settings.class, null, Map.of())
                .discord();
        return new DiscordLook(new DiscordQuestions(settings), settings.apiUrl(), token);
    }
}
