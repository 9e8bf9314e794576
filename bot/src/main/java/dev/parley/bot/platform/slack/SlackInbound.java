package dev.parley.bot.platform.slack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Slack sends as the text of a message, as people see it: names in place of ids, labels in place of links, and
 * signs in place of their escapes. Slack escapes an ampersand and angle brackets that people typed, so that every other
 * bracket begins a mark of Slack's.
 */
final class SlackInbound {
    private static final Pattern MARK = Pattern.compile("<([^<>\\n]*)>");
    private static final Pattern ESCAPE = Pattern.compile("&(amp|lt|gt);");

    /** People and groups by their ids. */
    interface Names {
        /** What a person is called; the id itself where that cannot be found out. */
        String person(String id);

        /** The handle of a user group, without its at sign; the id itself where that cannot be found out. */
        String group(String id);
    }

    private SlackInbound() {}

    /**
     * The text as people see it.
     *
     * @param text as Slack has it
     * @param self the id of the bot's user, whose mention is left out
     * @param names for mentions that do not bring a name
     */
    static String text(String text, String self, Names names) {
        StringBuilder seen = new StringBuilder();
        Matcher mark = MARK.matcher(text);
        int from = 0;
        while (mark.find()) {
            seen.append(unescaped(text.substring(from, mark.start())));
            seen.append(shown(mark.group(1), self, names));
            from = mark.end();
        }
        return seen.append(unescaped(text.substring(from))).toString().strip();
    }

    /** Whether a text mentions somebody. */
    static boolean mentions(String text, String user) {
        return text.contains("<@" + user + ">") || text.contains("<@" + user + "|");
    }

    /** Whether a text mentions anybody else: a person, a group, or all who are there. */
    static boolean mentionsOthers(String text, String self) {
        return MARK.matcher(text)
                .results()
                .map(mark -> mark.group(1))
                .anyMatch(mark -> mark.startsWith("@")
                        ? !target(mark.substring(1)).equals(self)
                        : mark.startsWith("!subteam^") || mark.matches("!(here|channel|everyone|group)(\\|.*)?"));
    }

    private static String shown(String mark, String self, Names names) {
        String target = target(mark);
        String label = unescaped(label(mark));
        if (target.startsWith("@")) {
            String person = target.substring(1);
            return person.equals(self) ? "" : "@" + (label.isEmpty() ? names.person(person) : label);
        }
        if (target.startsWith("#")) {
            return "#" + (label.isEmpty() ? target.substring(1) : label);
        }
        if (target.startsWith("!subteam^")) {
            String group = target.substring("!subteam^".length());
            return "@" + (label.isEmpty() ? names.group(group) : withoutAt(label));
        }
        if (target.startsWith("!date^")) {
            return label;
        }
        if (target.startsWith("!")) {
            return "@" + (label.isEmpty() ? target.substring(1) : withoutAt(label));
        }
        String url = unescaped(target);
        String plain = url.startsWith("mailto:") ? url.substring("mailto:".length()) : url;
        return label.isEmpty() || label.equals(plain) || url.endsWith("//" + label) ? plain : label + " (" + url + ")";
    }

    private static String target(String mark) {
        int bar = mark.indexOf('|');
        return bar < 0 ? mark : mark.substring(0, bar);
    }

    private static String label(String mark) {
        int bar = mark.indexOf('|');
        return bar < 0 ? "" : mark.substring(bar + 1).strip();
    }

    private static String withoutAt(String name) {
        return name.startsWith("@") ? name.substring(1) : name;
    }

    /** Once: who typed an escape sees that escape. */
    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> switch (escape.group(1)) {
            case "lt" -> "<";
            case "gt" -> ">";
            default -> "&";
        });
    }
}
