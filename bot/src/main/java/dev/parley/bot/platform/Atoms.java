package dev.parley.bot.platform;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The places in a window of text where nothing may be cut: inside links, addresses, inline code and mentions, and around
 * marks that would open or close a code fence at the border of a message. Each of these ends with its line.
 *
 * <p>What reaches the end of the window may be one of these or not, which only later text would say. It counts as one, so
 * that the answer does not change; {@link Matcher#hitEnd()} tells. Only what starts the window is then too long for a
 * message in any case, and may be cut.
 */
final class Atoms {
    private static final Pattern LINK = Pattern.compile(
            "!?+\\[(?:[^\\[\\]\\n]++|\\[[^\\[\\]\\n]*+])*+]" + "\\((?:[^()\\n]++|\\([^()\\n]*+\\))*+\\)");
    private static final Pattern CODE = Pattern.compile("(`++)[^\\n]*?(?<!`)\\1(?!`)");
    /** As the platforms find them, but not on into Chinese or Japanese punctuation. */
    private static final Pattern ADDRESS = Pattern.compile("https?+://[^\\s<>\\u3001-\\u303f\\uff01-\\uff65]++");

    private static final Pattern MENTION =
            Pattern.compile("<(?:https?+://[^<>\\n]*+|(?:[@#!/:]|a:|t:|id:)[^<>\\n]{0,100}+)>");
    private static final Pattern STRUCK = Pattern.compile("~~++");
    private static final Pattern ESCAPE = Pattern.compile("\\\\\\p{Punct}");
    /** Not a fence only because of its third mark. */
    private static final Pattern NO_FENCE = Pattern.compile(" *+`{3,}+[^`\\n]*+`");

    private final String window;
    private final boolean cautious;
    private final Matcher matcher;
    private final BitSet inside = new BitSet();

    /**
     * For one window.
     *
     * @param cautious what may be one of these when more of it is seen counts as one
     */
    Atoms(String window, boolean cautious) {
        this.cautious = cautious;
        this.window = window;
        matcher = LINK.matcher(window);
    }

    boolean holds(int index) {
        return inside.get(index);
    }

    /** Looks through a line of prose. */
    void findInProse(int from, int to) {
        if (matcher.usePattern(NO_FENCE).region(from, window.length()).lookingAt()) {
            inside.set(from, matcher.end());
        }
        var first = from;
        while (first < to && Character.isWhitespace(window.charAt(first))) {
            first++;
        }
        for (var i = first; i < to; ) {
            var pattern = startingAt(i);
            if (pattern == null) {
                i++;
                continue;
            }
            var found = matcher.usePattern(pattern).region(i, window.length()).lookingAt();
            var open = laterTextMayCount();
            if (open && cautious && (from > 0 || i > first)) {
                inside.set(i + 1, window.length());
                return;
            }
            var end = found ? matcher.end() : Math.max(i + 1, endOfMarks(i));
            if (found && !open) {
                inside.set(i + 1, end);
            }
            i = end;
        }
    }

    /** What matched may go on after the window, or what did not may match with more text. */
    @SuppressWarnings("JdkObsolete") // It advises against hitEnd() where nothing streams.
    private boolean laterTextMayCount() {
        return matcher.hitEnd();
    }

    /** Looks through a line for marks that would be a fence if a message began or ended at them. */
    void findMarks(int from, int to) {
        for (var i = from; i < to; ) {
            var end = endOfMarks(i);
            if (end - i >= 3 || (end > i && end == window.length())) {
                inside.set(endOfText(i), end + 1);
            }
            i = Math.max(i + 1, end);
        }
    }

    private @Nullable Pattern startingAt(int index) {
        return switch (window.charAt(index)) {
            case '[' -> LINK;
            case '!' -> index + 1 < window.length() && window.charAt(index + 1) == '[' ? LINK : null;
            case '`' -> CODE;
            case '<' -> MENTION;
            case 'h' -> ADDRESS;
            case '~' -> STRUCK;
            case '\\' -> ESCAPE;
            default -> null;
        };
    }

    /** Where the white space before an index begins. */
    private int endOfText(int index) {
        var end = index;
        while (end > 0 && Character.isWhitespace(window.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int endOfMarks(int index) {
        var mark = window.charAt(index);
        var end = index;
        while (end < window.length() && (mark == '`' || mark == '~') && window.charAt(end) == mark) {
            end++;
        }
        return end;
    }
}
