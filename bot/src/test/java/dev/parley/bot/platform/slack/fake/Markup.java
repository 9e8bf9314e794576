package dev.parley.bot.platform.slack.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Slack's own marks in text: what people type, what is live, and what is shown. */
final class Markup {
    private static final Pattern TYPED =
            Pattern.compile("<(?:[@#!][^<>\\s]*|https?://[^<>]*)>|https?://[^\\s<>]+|[&<>]");
    private static final Pattern LIVE = Pattern.compile(
            "<(?:!(?:channel|here|everyone|subteam\\^|date\\^)|@[UWB][A-Z0-9]|#C[A-Z0-9]|(?:https?|mailto|tel|slack):[^<>\\s])[^<>]*>");
    private static final Pattern LABELLED = Pattern.compile("<(?:https?|mailto)[^<>|]*\\|([^<>]*)>");
    private static final Pattern PLAIN_LINK = Pattern.compile("<((?:https?|mailto)[^<>|]*)>");

    private Markup() {}

    /** What a client sends for typed text: entities escaped, bare addresses in brackets, mentions left alone. */
    static String typed(String text) {
        return TYPED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group()) {
                            case "&" -> "&amp;";
                            case "<" -> "&lt;";
                            case ">" -> "&gt;";
                            case String other -> other.startsWith("<") ? other : "<" + other + ">";
                        }));
    }

    /** What a client shows for sent text. */
    static String shown(String raw) {
        var links = LABELLED.matcher(raw).replaceAll("$1");
        return PLAIN_LINK
                .matcher(links)
                .replaceAll("$1")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    /** The parts that would call people or hide an address behind a label. */
    static List<String> live(String raw) {
        var found = new ArrayList<String>();
        var matcher = LIVE.matcher(raw);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
