package dev.parley.bot.platform;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of Markdown that is not blank, and what it means for the lines around it.
 *
 * @param indent the column of its first character
 * @param after what the next line stands in
 */
record Line(Kind kind, int indent, Context after) {
    enum Kind {
        HEADING,
        /** A thematic break. */
        RULE,
        ITEM,
        TABLE,
        /** The line under a table's head. */
        DELIMITER,
        /** Opens a code fence, or may do so when more of it is seen. */
        OPENING,
        CODE,
        /** Closes a code fence, or may do so when more of it is seen. */
        CLOSING,
        PROSE
    }

    private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6}(?:\\s.*+)?");
    private static final Pattern RULE = Pattern.compile(" {0,3}(?:(?:- *+){3,}+|(?:\\* *+){3,}+|(?:_ *+){3,}+)");
    private static final Pattern ITEM = Pattern.compile(" *+(?:[-*+•]|\\d{1,9}[.)])(?: ++|$)");
    private static final Pattern DELIMITER = Pattern.compile(" *+(?=[^|]*+\\|)(?=[^-]*+-)[-:| ]++");

    /**
     * Judges a line.
     *
     * @param text without white space at its end
     * @param whole all of it is seen
     * @param before what it stands in
     */
    static Line of(String text, boolean whole, Context before) {
        var indent = Fence.indentOf(text);
        var open = before.fence();
        if (open != null) {
            var closing = whole ? open.isClosedBy(text) : open.mayBeClosedBy(text);
            return closing
                    ? new Line(Kind.CLOSING, indent, new Context(null, before.list()))
                    : new Line(Kind.CODE, indent, before);
        }
        var list = indent == 0 ? 0 : before.list();
        if (Character.isLetter(text.charAt(indent))) {
            return new Line(Kind.PROSE, indent, new Context(null, list));
        }
        var fence = Fence.openedBy(text, before.list());
        if (fence != null || (!whole && Fence.mayBeOpenedBy(text, before.list()))) {
            return new Line(Kind.OPENING, indent, new Context(fence, list));
        }
        var item = itemText(text);
        return new Line(kind(text, item), indent, new Context(null, item == null ? list : item));
    }

    /** The rest of a line that was cut inside. */
    static Line rest(Context before) {
        return new Line(before.fence() == null ? Kind.PROSE : Kind.CODE, 0, before);
    }

    private static Kind kind(String text, @Nullable Integer item) {
        if (HEADING.matcher(text).matches()) {
            return Kind.HEADING;
        }
        if (RULE.matcher(text).matches()) {
            return Kind.RULE;
        }
        if (item != null) {
            return Kind.ITEM;
        }
        if (DELIMITER.matcher(text).matches()) {
            return Kind.DELIMITER;
        }
        return text.stripLeading().startsWith("|") ? Kind.TABLE : Kind.PROSE;
    }

    private static @Nullable Integer itemText(String text) {
        var matcher = ITEM.matcher(text);
        return matcher.lookingAt() && !RULE.matcher(text).matches() ? matcher.end() : null;
    }
}
