package dev.parley.bot.platform.slack;

import dev.parley.bot.words.Words;
import java.util.Optional;

/** The answers of Slack's that no waiting mends, each with what somebody has to do. */
final class Unwelcome {
    private Unwelcome() {}

    /**
     * What an answer to the bot's token means.
     *
     * @param code Slack's word
     * @return what to do, for people; empty where it may pass
     */
    static Optional<String> botToken(String code, Words words) {
        return switch (code) {
            case "invalid_auth", "not_authed", "not_allowed_token_type" -> Optional.of(words.say("slack.bad-token"));
            case "token_revoked", "token_expired" -> Optional.of(words.say("slack.revoked"));
            case "account_inactive", "user_is_restricted" -> Optional.of(words.say("slack.inactive"));
            default -> neither(code, words);
        };
    }

    /** What an answer to the app's token means. */
    static Optional<String> appToken(String code, Words words) {
        return switch (code) {
            case "invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked", "token_expired" ->
                Optional.of(words.say("slack.bad-app-token"));
            case "missing_scope", "no_permission" -> Optional.of(words.say("slack.app-scope"));
            case "socket_mode_not_enabled", "link_disabled" -> Optional.of(words.say("slack.socket-off"));
            case "account_inactive" -> Optional.of(words.say("slack.inactive"));
            default -> neither(code, words);
        };
    }

    private static Optional<String> neither(String code, Words words) {
        return switch (code) {
            case "access_denied", "ekm_access_denied", "enterprise_is_restricted", "team_access_not_granted" ->
                Optional.of(words.say("slack.denied", code));
            default -> Optional.empty();
        };
    }
}
