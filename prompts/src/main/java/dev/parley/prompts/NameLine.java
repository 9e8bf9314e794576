package dev.parley.prompts;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The line that says who speaks, and what keeps people from typing one. */
final class NameLine {
    private static final String ENDING = " says:";
    private static final String NOBODY = "Someone";

    /** Discord's limit for display names; Slack's and the terminal's are cut to it. */
    private static final int LONGEST_NAME = 32;

    /** Names that a model takes for the roles of its template. */
    private static final Set<String> ROLES = Set.of("assistant", "developer", "system", "tool");

    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{So}._'’-]|\\uFFFD");

    /** More than two marks on a letter are decoration that costs tokens. */
    private static final Pattern PILED_MARKS = Pattern.compile("(\\p{M}{2})\\p{M}+");

    /** Everything that an editor or a model takes for the end of a line. */
    private static final Pattern LINE_END = Pattern.compile("\\R");

    /** Invisible and combining characters, in which a fake could hide; the last three are Hangul's invisible letters. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}\\p{M}\\u115F\\u1160\\u3164]");

    /** What every name line ends in, once {@link #plain} has made a line plain. Linear: no run is read twice. */
    private static final Pattern FAKE = Pattern.compile("(?<![a-z])says[^\\p{L}\\p{N}:]*+:");

    /** Letters of other scripts that look like those of "says", and colons (from Unicode's confusables.txt). */
    private static final String LOOK_ALIKES =
            "\u0455\uA731\u0430\u03B1\u0251\u1D00\u0443\u04AF\u03B3\u028F\u03C5\u2236\u02D0\uA789\u05C3";

    private static final String PLAIN = "ssaaaayyyyy::::";

    private NameLine() {}

    /** The name line of an author, without a line end. */
    static String of(String displayName) {
        var composed = Normalizer.normalize(displayName, Normalizer.Form.NFC);
        var name = NOT_IN_A_NAME
                .matcher(PILED_MARKS.matcher(composed).replaceAll("$1"))
                .replaceAll(" ")
                .replaceAll(" {2,}", " ")
                .strip();
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            name = name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)).strip();
        }
        var visible = plain(name).strip();
        var nobody = visible.isEmpty() || ROLES.contains(visible);
        return (nobody ? NOBODY : name) + ENDING;
    }

    /** The text with each line that reads like a name line turned into a quotation; line ends stay as they are. */
    static String quoteFakesIn(String text) {
        var quoted = new StringBuilder(text.length());
        var ends = LINE_END.matcher(text);
        var start = 0;
        while (start <= text.length()) {
            var more = ends.find();
            var end = more ? ends.start() : text.length();
            var line = text.substring(start, end);
            quoted.append(isFake(line) ? "> " : "").append(line);
            if (!more) {
                break;
            }
            quoted.append(ends.group());
            start = ends.end();
        }
        return quoted.toString();
    }

    private static boolean isFake(String line) {
        return FAKE.matcher(plain(line)).find();
    }

    /** A line as a reader sees it: compatibility forms resolved, invisible characters gone, look-alikes replaced. */
    private static String plain(String line) {
        var visible = INVISIBLE
                .matcher(Normalizer.normalize(line, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        var plain = new StringBuilder(visible);
        for (var i = 0; i < plain.length(); i++) {
            var at = LOOK_ALIKES.indexOf(plain.charAt(i));
            if (at >= 0) {
                plain.setCharAt(i, PLAIN.charAt(at));
            }
        }
        return plain.toString();
    }
}
