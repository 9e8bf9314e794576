package dev.parley.bot.platform;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A code fence that is open.
 *
 * @param indent the column of its marks
 * @param mark what it is made of, a backtick or a tilde
 * @param marks how many at least close it
 * @param language the first word after the marks, or empty
 */
record Fence(int indent, char mark, int marks, String language) {
    /** Longer lines, marks and languages are none: opening and closing must leave room in the smallest message. */
    private static final int LONGEST_LINE = 100;

    private static final int MOST_MARKS = 32;
    private static final int LONGEST_LANGUAGE = 32;
    private static final int DEEPEST = 40;

    /** Deeper than this, a line is code by its indentation. */
    private static final int SHALLOW = 3;

    private static final Pattern OPENING =
            Pattern.compile("( *+)((?:(?:[-*+]|\\d{1,9}[.)]) ++)*+)(`{3,}+|~{3,}+)([^\\n]*+)");
    private static final Pattern BEGINNING = Pattern.compile("( *+)(?:(?:[-*+]|\\d{1,9}[.)]) ++)*+(?:`{0,2}|~{0,2})");

    /**
     * The fence that a line opens.
     *
     * @param line without its newline
     * @param list the column of the text of the list item that it stands in; 0 outside
     */
    static @Nullable Fence openedBy(String line, int list) {
        var matcher = OPENING.matcher(line);
        if (line.length() > LONGEST_LINE || !matcher.matches()) {
            return null;
        }
        var marks = matcher.group(3);
        var info = matcher.group(4);
        var indent = matcher.start(3);
        var mark = marks.charAt(0);
        if (matcher.end(1) > list + SHALLOW
                || indent > DEEPEST
                || marks.length() > MOST_MARKS
                || (mark == '`' && info.indexOf('`') >= 0)) {
            return null;
        }
        var language = info.strip().split("\\s", 2)[0];
        return new Fence(indent, mark, marks.length(), language.length() > LONGEST_LANGUAGE ? "" : language);
    }

    /** More of the line must be seen to know that it opens no fence. */
    static boolean mayBeOpenedBy(String seen, int list) {
        return seen.length() <= LONGEST_LINE
                && (openedBy(seen, list) != null || BEGINNING.matcher(seen).matches());
    }

    boolean isClosedBy(String line) {
        return mayBeClosedBy(line) && line.length() - indentOf(line) >= marks;
    }

    /** More of the line must be seen to know that it does not close this fence. */
    boolean mayBeClosedBy(String seen) {
        var from = indentOf(seen);
        return seen.length() <= LONGEST_LINE
                && from <= indent + SHALLOW
                && seen.chars().skip(from).allMatch(c -> c == mark);
    }

    /** The line that opens it again in a message of its own. */
    String opening() {
        return " ".repeat(Math.min(indent, SHALLOW)) + marker() + language;
    }

    String closing() {
        return " ".repeat(indent) + marker();
    }

    private String marker() {
        return String.valueOf(mark).repeat(marks);
    }

    static int indentOf(String line) {
        var indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }
}
