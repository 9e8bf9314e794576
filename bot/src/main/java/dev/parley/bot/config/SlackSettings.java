package dev.parley.bot.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bot on Slack: by Socket Mode with an app token, or by signed HTTP requests with a signing secret and a port.
 *
 * @param botToken the bot's token, {@code xoxb-…}; null: Parley is not on Slack
 * @param appToken the app-level token of Socket Mode, {@code xapp-…}; null: no Socket Mode
 * @param signingSecret what Slack signs its requests with; null: no HTTP mode
 * @param httpPort where Slack's requests are taken in; null: no HTTP mode
 * @param httpHost the interface that they come in by; a proxy in front of it brings TLS
 * @param apiUrl where Slack's Web API is, with or without a slash at its end
 * @param footer what stands under every reply
 * @param longestReply characters of a reply that are written as messages; the rest is sent as a file
 * @param directMessages whether direct messages are answered
 * @param guests whether people of other companies (Slack Connect) and guests of the workspace are answered
 * @param allow who is answered, and where; an empty list allows all
 * @param block who is never answered, and where; wins over {@code allow}
 * @param admins people who may see and stop everything, by id
 * @param bots other bots that are answered, by id
 * @param botTurns replies in a row to bots in one channel with no person in between
 */
public record SlackSettings(
        @Setting(
                value = "the bot's token; write ${SLACK_BOT_TOKEN}, not the token itself",
                form = Form.SLACK_BOT_TOKEN,
                min = 1,
                max = 512)
        @Nullable Secret botToken,

        @Setting(
                value = "the app-level token of Socket Mode; write ${SLACK_APP_TOKEN}, not the token itself",
                form = Form.SLACK_APP_TOKEN,
                min = 1,
                max = 512)
        @Nullable Secret appToken,

        @Setting(
                value = "what Slack signs its requests with in HTTP mode; write ${SLACK_SIGNING_SECRET}",
                form = Form.SLACK_SIGNING_SECRET,
                min = 1,
                max = 512)
        @Nullable Secret signingSecret,

        @Setting(value = "port of HTTP mode", min = 1, max = 65_535, example = "3000") @Nullable Integer httpPort,

        @Setting(value = "interface of HTTP mode", fallback = "127.0.0.1", min = 1, max = 255)
        String httpHost,

        @Setting(
                value = "address of Slack's Web API",
                fallback = "https://slack.com/api",
                form = Form.WEB_ADDRESS,
                min = 1,
                max = 2048)
        String apiUrl,

        @Setting(value = "under every reply: none, or timings", fallback = "none", live = true)
        Footer footer,

        @Setting(
                value = "characters of a reply above which the rest is a file",
                fallback = "24000",
                min = 200,
                max = 1_000_000,
                unit = "characters",
                live = true)
        int longestReply,

        @Setting(value = "direct messages are answered", fallback = "true", live = true)
        boolean directMessages,

        @Setting(value = "guests and people of other companies are answered", fallback = "false", live = true)
        boolean guests,

        @Section("who is answered, and where; an empty list allows all")
        SlackWhoAndWhere allow,

        @Section("who is never answered, and where; wins over allow")
        SlackWhoAndWhere block,

        @Setting(value = "ids of people who see and may stop everything", form = Form.SLACK_PERSON, live = true)
        Set<String> admins,

        @Setting(value = "ids of other bots that are answered", form = Form.SLACK_BOT, live = true)
        Set<String> bots,

        @Setting(
                value = "replies in a row to bots in a channel, with no person in between",
                fallback = "4",
                min = 1,
                max = 1000,
                unit = "replies",
                live = true)
        int botTurns)
        implements CheckedSection {

    /** Whether Slack's requests come in by HTTP, which whoever names a port wants; by Socket Mode otherwise. */
    public boolean byHttp() {
        return signingSecret != null && httpPort != null;
    }

    @Override
    public List<String> mistakes() {
        if (signingSecret == null && httpPort != null) {
            return List.of("slack.http-port stands for HTTP mode, which needs slack.signing-secret too"
                    + " (Basic Information, App Credentials, Signing Secret)");
        }
        if (botToken == null) {
            return appToken == null && signingSecret == null
                    ? List.of()
                    : List.of("there is no slack.bot-token, which begins with xoxb-"
                            + " (OAuth & Permissions, Bot User OAuth Token)");
        }
        if (appToken == null && signingSecret == null) {
            return List.of("slack.bot-token needs a partner: slack.app-token, which begins with xapp-"
                    + " (Basic Information, App-Level Tokens, with the scope connections:write),"
                    + " or slack.signing-secret with slack.http-port");
        }
        return appToken == null && httpPort == null
                ? List.of("slack.signing-secret stands for HTTP mode, which needs slack.http-port too;"
                        + " without a public address set slack.app-token instead")
                : List.of();
    }
}
