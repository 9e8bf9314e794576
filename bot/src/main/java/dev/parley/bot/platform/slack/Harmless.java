package dev.parley.bot.platform.slack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Markdown in which nothing becomes a mention, a broadcast or a disguised link. Slack looks for its own marks in angle
 * brackets in Markdown too, and reads an escaped bracket as a bracket without looking again; whether it does so inside code,
 * it does not say. So in prose every bracket is escaped, and in code only those that could begin such a mark, which holds
 * wherever Slack thinks that code ends.
 *
 * <p>Texts grow: what was sent of a shorter text is the beginning of what is sent of a longer one. What only later text
 * decides is held back until it is there.
 */
final class Harmless {
    /** An angle bracket that begins no mark: an operator, a type parameter, a tag. */
    private static final Pattern OPENS_NOTHING =
            Pattern.compile("<{1,3}+(?:\\s|/?[^<>\\s`|:@#!/][^>\\s`|:@]{0,60}+[>\\s`])");

    private static final Pattern QUOTE = Pattern.compile("(?: {0,3}>)++");
    private static final Pattern FENCE =
            Pattern.compile("[ \\t]*+(?:(?:[-+*•]|\\d{1,9}[.)])[ \\t]++)*+(`{3,}+|~{3,}+)([^\\n]*+)");
    private static final Pattern MARKS = Pattern.compile("`++");

    private final String text;
    private final boolean whole;
    private final StringBuilder safe = new StringBuilder();
    /** The marks that a fence was opened with; empty outside. */
    private String fence = "";

    private Harmless(String text, boolean whole) {
        this.text = text;
        this.whole = whole;
    }

    /**
     * The text, safe to send.
     *
     * @param markdown what the model wrote
     * @param whole whether nothing comes after it
     */
    static String markdown(String markdown, boolean whole) {
        return new Harmless(markdown, whole).lines();
    }

    /** Words of any kind for the small print, in which nothing is live and nothing is marked up. */
    static String mrkdwn(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The text with other brackets, which are no longer than the ones that Slack looks at. */
    static String withOtherBrackets(String markdown) {
        return markdown.replace('<', '‹').replace('>', '›');
    }

    private String lines() {
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            if (!line(start, end, whole || newline >= 0)) {
                break;
            }
            start = end;
        }
        return safe.toString();
    }

    /** Takes in one line; false: the rest of it is held back. */
    private boolean line(int start, int end, boolean complete) {
        String line = text.substring(start, end);
        Matcher quote = QUOTE.matcher(line);
        int at = quote.lookingAt() ? quote.end() : 0;
        Matcher marks = FENCE.matcher(line).region(at, line.length());
        boolean maybeFence = marks.lookingAt();
        if (!complete && (maybeFence || mayBecomeFence(line.substring(at)))) {
            return false;
        }
        if (!fence.isEmpty()) {
            boolean closes = maybeFence
                    && marks.group(1).startsWith(fence)
                    && marks.group(2).isBlank();
            safe.append(line, 0, at);
            boolean taken = code(line, at, line.length());
            fence = closes ? "" : fence;
            return taken;
        }
        safe.append(line, 0, at);
        if (maybeFence && !(marks.group(1).startsWith("`") && marks.group(2).contains("`"))) {
            fence = marks.group(1);
            return code(line, at, line.length());
        }
        return prose(line, at, complete);
    }

    private static boolean mayBecomeFence(String line) {
        String end = line.strip();
        return end.endsWith("``") || end.endsWith("`") || end.endsWith("~");
    }

    private boolean prose(String line, int from, boolean complete) {
        int at = from;
        Matcher marks = MARKS.matcher(line);
        while (marks.find(at)) {
            if (!escaped(line, at, marks.start(), true)) {
                return false;
            }
            int close = close(line, marks.group(), marks.end());
            if (close < 0 && !complete) {
                return false;
            }
            safe.append(marks.group());
            at = marks.end();
            if (close >= 0) {
                if (!code(line, at, close)) {
                    return false;
                }
                safe.append(marks.group());
                at = close + marks.group().length();
            }
        }
        return escaped(line, at, line.length(), complete);
    }

    /** Where the marks that open code come again, just as many of them; -1 for nowhere. */
    private static int close(String line, String opening, int from) {
        Matcher marks = MARKS.matcher(line);
        for (int at = from; marks.find(at); at = marks.end()) {
            if (marks.group().equals(opening)) {
                return marks.start();
            }
        }
        return -1;
    }

    private boolean escaped(String line, int from, int to, boolean complete) {
        for (int i = from; i < to; i++) {
            char each = line.charAt(i);
            if (each == '\\' && i + 1 == to && !complete) {
                return false;
            }
            boolean needless = each == '\\' && i + 1 < to && (line.charAt(i + 1) == '<' || line.charAt(i + 1) == '>');
            if (!needless) {
                append(each);
            }
        }
        return true;
    }

    private void append(char each) {
        switch (each) {
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            default -> safe.append(each);
        }
    }

    private boolean code(String line, int from, int to) {
        Matcher bracket = OPENS_NOTHING.matcher(line);
        for (int i = from; i < to; i++) {
            char each = line.charAt(i);
            if (each != '<') {
                safe.append(each);
                continue;
            }
            boolean opensNothing = bracket.region(i, line.length()).lookingAt();
            if (!opensNothing && !whole && bracketMayGoOn(bracket)) {
                return false;
            }
            safe.append(opensNothing ? "<" : "&lt;");
        }
        return true;
    }

    @SuppressWarnings("JdkObsolete") // It advises against hitEnd() where nothing streams.
    private static boolean bracketMayGoOn(Matcher bracket) {
        return bracket.hitEnd();
    }
}
