package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley doctor} as a process, with both platforms on the loopback. */
class DoctorProcessTest {
    @TempDir
    private Path folder;

    private FakeDiscord discord;
    private FakeSlack slack;
    private Program parley;

    @BeforeEach
    void start() {
        discord = FakeDiscord.start();
        slack = FakeSlack.start();
        var program = Program.on(folder);
        parley = program.with("PARLEY_ENGINE_MODEL", program.tiny().toString())
                .with("DISCORD_API_URL", discord.apiUrl())
                .with("DISCORD_TOKEN", discord.token())
                .with("SLACK_API_URL", slack.apiUrl())
                .with("SLACK_BOT_TOKEN", slack.botToken())
                .with("SLACK_APP_TOKEN", slack.appToken());
    }

    @AfterEach
    void stop() {
        var violations = slack.violations();
        discord.close();
        slack.close();
        assertThat(violations).isEmpty();
    }

    @Test
    void looksAtEverythingAndPrintsOneObject() throws IOException {
        var ended = parley.run("doctor", "--json");
        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.err()).isEmpty();

        JsonNode json = new ObjectMapper().readTree(ended.out());
        assertThat(json.path("exit_code").asInt(-1)).isZero();
        assertThat(StreamSupport.stream(json.path("findings").spliterator(), false)
                        .map(each -> each.path("check").asText())
                        .distinct())
                .contains(
                        "java",
                        "cpu",
                        "container",
                        "folders",
                        "disk",
                        "clock",
                        "database",
                        "ports",
                        "model",
                        "memory",
                        "engine",
                        "personas",
                        "discord",
                        "discord-intents",
                        "discord-commands",
                        "slack",
                        "slack-scopes",
                        "slack-socket",
                        "first-token");
        assertThat(found(json, "clock")).contains("Discord's");
        assertThat(found(json, "first-token")).contains(" ms after a question of ");
        assertThat(found(json, "discord-commands")).contains("not registered");
    }

    @Test
    void saysHowToMendTokensAndPrintsNone() throws IOException {
        String wrongBot = "xoxb-9-9-marmalade";
        String wrongApp = "xapp-9-A9-9-marmalade";
        String wrongDiscord = "MTAwMDAwMDAwMDAwMDAwMDAw.GmarmA.marmalade";
        parley = parley.with("SLACK_BOT_TOKEN", wrongBot)
                .with("SLACK_APP_TOKEN", wrongApp)
                .with("DISCORD_TOKEN", wrongDiscord)
                .with("PARLEY_LOGGING_LEVEL", "debug");
        var ended = parley.run("doctor");

        assertThat(ended.exitCode()).as(ended.out()).isEqualTo(10);
        assertThat(ended.out())
                .containsPattern("wrong +discord +Discord does not accept the token")
                .contains("Reset Token", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "3 wrong")
                .doesNotContain("marmalade");
        assertThat(ended.err()).doesNotContain("marmalade");
        assertThat(Files.readString(parley.home().resolve("state/parley.log"))).doesNotContain("marmalade");
    }

    private static String found(JsonNode json, String check) {
        return StreamSupport.stream(json.path("findings").spliterator(), false)
                .filter(each -> each.path("check").asText().equals(check))
                .map(each -> each.path("found").asText())
                .findFirst()
                .orElse("");
    }
}
