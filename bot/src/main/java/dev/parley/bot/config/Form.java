package dev.parley.bot.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a text has to look like, besides its length. */
public enum Form {
    /** Like nothing in particular. */
    ANY,
    /** A number under which Discord knows a person, a role, a channel or a server. */
    DISCORD_ID,
    /** A person on Slack. */
    SLACK_PERSON,
    /** A bot on Slack, by its own id or by that of its user. */
    SLACK_BOT,
    /** A user group on Slack. */
    SLACK_GROUP,
    /** A channel, a group or a direct message on Slack. */
    SLACK_CHANNEL,
    /** A workspace or an organisation on Slack. */
    SLACK_WORKSPACE,
    /** A bot's token on Slack. */
    SLACK_BOT_TOKEN,
    /** An app-level token on Slack. */
    SLACK_APP_TOKEN,
    /** What Slack signs with. */
    SLACK_SIGNING_SECRET,
    /** An address of the web: https, and http only on this machine. */
    WEB_ADDRESS,
    /** An address of a WebSocket: wss, and ws only on this machine. */
    WEBSOCKET_ADDRESS;

    /** Discord's ids are numbers of 64 bits: at most 20 digits. */
    private static final Pattern SNOWFLAKE = Pattern.compile("[0-9]{1,20}");

    /**
     * As a regular expression of JavaScript's, for editors.
     *
     * @return the pattern for the whole text; empty where there is none
     */
    String pattern() {
        return switch (this) {
            case ANY -> "";
            case DISCORD_ID -> "^[0-9]{1,20}$";
            case SLACK_PERSON -> "^[UW][A-Z0-9]{2,30}$";
            case SLACK_BOT -> "^[BUW][A-Z0-9]{2,30}$";
            case SLACK_GROUP -> "^S[A-Z0-9]{2,30}$";
            case SLACK_CHANNEL -> "^[CGD][A-Z0-9]{2,30}$";
            case SLACK_WORKSPACE -> "^[TE][A-Z0-9]{2,30}$";
            case SLACK_BOT_TOKEN -> "^xoxb-[A-Za-z0-9-]+$";
            case SLACK_APP_TOKEN -> "^xapp-[A-Za-z0-9-]+$";
            case SLACK_SIGNING_SECRET -> "^(?!xox|xapp-)[0-9a-zA-Z_-]{8,128}$";
            case WEB_ADDRESS -> SafeAddress.pattern("https", "http");
            case WEBSOCKET_ADDRESS -> SafeAddress.pattern("wss", "ws");
        };
    }

    /**
     * Whether a text looks like it.
     *
     * @param text the text, without blanks round it
     * @return what is wrong with it, in words that go on after the text itself; empty where nothing is
     */
    public Optional<String> wrong(String text) {
        return switch (this) {
            case ANY -> Optional.empty();
            case DISCORD_ID ->
                SNOWFLAKE.matcher(text).matches()
                        ? Optional.empty()
                        : Optional.of("is no id of Discord's, which is a number (developer mode, then 'Copy ID')");
            case SLACK_PERSON ->
                SlackForms.id(
                        text, "UW", "a person's", "copy it from the profile: the three dots, then 'Copy member ID'");
            case SLACK_BOT ->
                SlackForms.id(
                        text,
                        "BUW",
                        "a bot's",
                        "copy it from the app's profile: the three dots, then 'Copy member ID'");
            case SLACK_GROUP ->
                SlackForms.id(
                        text, "S", "a user group's", "it stands at the end of the group's link: People, User groups");
            case SLACK_CHANNEL ->
                SlackForms.id(
                        text, "CGD", "a channel's", "it stands at the bottom of the channel's details, under About");
            case SLACK_WORKSPACE ->
                SlackForms.id(
                        text,
                        "TE",
                        "a workspace's",
                        "it stands in the address of Slack in the browser: app.slack.com/client/T…");
            case SLACK_BOT_TOKEN -> SlackForms.botToken(text);
            case SLACK_APP_TOKEN -> SlackForms.appToken(text);
            case SLACK_SIGNING_SECRET -> SlackForms.signingSecret(text);
            case WEB_ADDRESS -> SafeAddress.wrong(text, "https", "http");
            case WEBSOCKET_ADDRESS -> SafeAddress.wrong(text, "wss", "ws");
        };
    }
}
