package dev.parley.bot.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** What Slack's ids, tokens and secrets look like: enough to tell what was copied instead. */
final class SlackForms {
    private static final Pattern REST_OF_ID = Pattern.compile("[A-Z0-9]{2,30}");
    private static final Pattern REST_OF_TOKEN = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern SECRET = Pattern.compile("(?!xox|xapp-)[0-9a-zA-Z_-]{8,128}");

    private SlackForms() {}

    /**
     * An id.
     *
     * @param letters what it may begin with
     * @param whose "a person's"
     * @param from where to copy it
     */
    static Optional<String> id(String text, String letters, String whose, String from) {
        boolean isOne = !text.isEmpty()
                && letters.indexOf(text.charAt(0)) >= 0
                && REST_OF_ID.matcher(text.substring(1)).matches();
        return isOne
                ? Optional.empty()
                : Optional.of("is not " + whose + " id on Slack, which begins with "
                        + String.join(" or ", letters.split("")) + " (" + from + ")");
    }

    static Optional<String> botToken(String text) {
        return token(text, "xoxb-", "slack.bot-token takes the Bot User OAuth Token from OAuth & Permissions, xoxb-");
    }

    static Optional<String> appToken(String text) {
        return token(
                text,
                "xapp-",
                "slack.app-token takes an App-Level Token from Basic Information, xapp-,"
                        + " with the scope connections:write");
    }

    static Optional<String> signingSecret(String text) {
        if (SECRET.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(what(text) + "; slack.signing-secret takes the Signing Secret from Basic Information,"
                + " App Credentials: letters and digits");
    }

    private static Optional<String> token(String text, String prefix, String wanted) {
        return text.startsWith(prefix)
                        && REST_OF_TOKEN
                                .matcher(text.substring(prefix.length()))
                                .matches()
                ? Optional.empty()
                : Optional.of(what(text) + "; " + wanted);
    }

    private static String what(String text) {
        if (text.startsWith("xoxb-")) {
            return REST_OF_TOKEN.matcher(text).matches()
                    ? "is a bot's token (xoxb-)"
                    : "begins like a bot's token, but has other characters in it";
        }
        if (text.startsWith("xapp-")) {
            return REST_OF_TOKEN.matcher(text).matches()
                    ? "is an app-level token (xapp-)"
                    : "begins like an app-level token, but has other characters in it";
        }
        if (text.startsWith("xoxp-") || text.startsWith("xoxe.xoxp-")) {
            return "is a person's token (xoxp-), with which Parley would write in that person's name";
        }
        if (text.startsWith("xoxe")) {
            return "is a token that expires (xoxe): switch token rotation off for this app";
        }
        return SECRET.matcher(text).matches() ? "looks like a signing or client secret" : "is not what is needed here";
    }
}
