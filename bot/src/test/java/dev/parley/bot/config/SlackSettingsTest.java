package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section of Slack, and what is said about the mistakes that people make with its tokens. */
final class SlackSettingsTest {
    private static final String BOT = "xoxb-1234567890-AbCdEf";
    private static final String APP = "xapp-1-A0123-4567-abcdef";

    private static SlackSettings read(Map<String, String> environment) {
        return new SettingsReader(environment)
                .read(Settings.class, null, Map.of())
                .slack();
    }

    private static String mistake(Map<String, String> environment) {
        return catchThrowableOfType(ConfigException.class, () -> read(environment))
                .getMessage();
    }

    @Test
    void isOffAtFirstAndGoesToSlackItself() {
        var nobody = new SlackWhoAndWhere(Set.of(), Set.of(), Set.of(), Set.of());

        assertThat(read(Map.of()))
                .isEqualTo(new SlackSettings(
                        null,
                        null,
                        null,
                        null,
                        "127.0.0.1",
                        "https://slack.com/api",
                        Footer.NONE,
                        24_000,
                        true,
                        false,
                        nobody,
                        nobody,
                        Set.of(),
                        Set.of(),
                        4));
    }

    @Test
    void takesBothTokensFromTheEnvironmentUnderTheirUsualNames() {
        SlackSettings slack = read(Map.of("SLACK_BOT_TOKEN", BOT, "SLACK_APP_TOKEN", APP));

        assertThat(slack.botToken()).isEqualTo(new Secret(BOT));
        assertThat(slack.appToken()).isEqualTo(new Secret(APP));
        assertThat(slack.byHttp()).isFalse();
        assertThat(slack.toString()).doesNotContain(BOT, APP);
    }

    @Test
    void aPortIsAWishForHttp() {
        SlackSettings slack = read(Map.of(
                "SLACK_BOT_TOKEN",
                BOT,
                "SLACK_APP_TOKEN",
                APP,
                "SLACK_SIGNING_SECRET",
                "8f742231b10e8888abcd99e1f2c385a5",
                "SLACK_HTTP_PORT",
                "3000"));

        assertThat(slack.byHttp()).isTrue();
    }

    @Test
    void readsListsOfEachKindOfId(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("parley.yaml");
        Files.writeString(file, """
                slack:
                  allow:
                    users: [U0123ABC, W9]
                    groups: [S12]
                    channels: [C12, G34, D56]
                    workspaces: [T12, E34]
                  admins: U0123ABC
                  bots: [B77, U88]
                """.replace("W9", "W99"));

        SlackSettings slack = new SettingsReader(Map.of())
                .read(Settings.class, file, Map.of())
                .slack();

        assertThat(slack.allow())
                .isEqualTo(new SlackWhoAndWhere(
                        Set.of("U0123ABC", "W99"), Set.of("S12"), Set.of("C12", "G34", "D56"), Set.of("T12", "E34")));
        assertThat(slack.admins()).containsExactly("U0123ABC");
        assertThat(slack.bots()).containsExactlyInAnyOrder("B77", "U88");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SLACK_ADMINS | anna | is not a person's id on Slack, which begins with U or W",
                "SLACK_ADMINS | C0123 | copy it from the profile: the three dots, then 'Copy member ID'",
                "SLACK_ALLOW_GROUPS | U0123 | is not a user group's id on Slack, which begins with S",
                "SLACK_BLOCK_CHANNELS | general | is not a channel's id on Slack, which begins with C or G or D",
                "SLACK_ALLOW_WORKSPACES | ours | is not a workspace's id on Slack, which begins with T or E",
                "SLACK_BOTS | c0123 | is not a bot's id on Slack",
                "SLACK_API_URL | http://example.org/api | off this machine it has to begin with https://",
                "SLACK_HTTP_PORT | 70000 | is not a whole number from 1 to 65535"
            })
    void saysWhatAnIdLooksLikeAndWhereItIs(String variable, String value, String words) {
        assertThat(mistake(Map.of(variable, value))).contains(variable, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SLACK_BOT_TOKEN | xapp-1-A0-1-abc | is an app-level token (xapp-); slack.bot-token takes",
                "SLACK_APP_TOKEN | xoxb-1-2-abc | is a bot's token (xoxb-); slack.app-token takes",
                "SLACK_BOT_TOKEN | xoxp-1-2-abc | is a person's token (xoxp-)",
                "SLACK_BOT_TOKEN | xoxe.xoxp-1-2-abc | is a person's token (xoxp-)",
                "SLACK_BOT_TOKEN | xoxe.xoxb-1-2-abc | switch token rotation off",
                "SLACK_BOT_TOKEN | 8f742231b10e8888abcd99e1f2c385a5 | looks like a signing or client secret",
                "SLACK_BOT_TOKEN | xoxb-1-2 abc | begins like a bot's token, but has other characters",
                "SLACK_SIGNING_SECRET | xoxb-1-2-abc | is a bot's token (xoxb-); slack.signing-secret takes",
                "SLACK_SIGNING_SECRET | see the wiki | is not what is needed here"
            })
    void namesWhatWasPutInTheWrongPlaceAndNeverShowsIt(String variable, String value, String words) {
        assertThat(mistake(Map.of(variable, value))).contains(variable, words).doesNotContain(value);
    }

    @Test
    void aBotTokenAloneNeedsAPartner() {
        assertThat(mistake(Map.of("SLACK_BOT_TOKEN", BOT)))
                .contains("slack: slack.bot-token needs a partner: slack.app-token", "slack.signing-secret");
    }

    @Test
    void anAppTokenAloneNeedsTheBotsOwn() {
        assertThat(mistake(Map.of("SLACK_APP_TOKEN", APP))).contains("there is no slack.bot-token");
    }

    @Test
    void aSigningSecretNeedsAPort() {
        assertThat(mistake(Map.of("SLACK_BOT_TOKEN", BOT, "SLACK_SIGNING_SECRET", "8f742231b10e8888")))
                .contains("which needs slack.http-port too");
    }

    @Test
    void aPortNeedsASigningSecret() {
        assertThat(mistake(Map.of("SLACK_BOT_TOKEN", BOT, "SLACK_APP_TOKEN", APP, "SLACK_HTTP_PORT", "3000")))
                .contains("which needs slack.signing-secret too");
    }

    @Test
    void theLoopbackNeedsNoTls() {
        assertThatCode(() -> read(Map.of("SLACK_API_URL", "http://127.0.0.1:8080/api/")))
                .doesNotThrowAnyException();
    }
}
