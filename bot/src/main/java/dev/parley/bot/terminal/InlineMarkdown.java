package dev.parley.bot.terminal;

/**
 * The marks inside a line: {@code **bold**}, {@code *italic*}, {@code ***both***} and code spans. A mark that opens
 * something is held back, with what follows it, until its partner comes; when the line ends first, or the partner is far,
 * it is only a character: {@code **kwargs} and {@code 2 * 3} stay as they are. Underscores are never marks: names in code
 * have more of them than emphasis has.
 */
final class InlineMarkdown {
    /** Characters to wait for the partner: about 40 tokens, so that a stray mark does not stop the stream. */
    private static final int PATIENCE = 160;

    private static final int WAIT = -1;

    /** Takes what is to be shown. */
    @FunctionalInterface
    interface Glyphs {
        void put(int codePoint, Style style);
    }

    private final Glyphs out;
    private final boolean colours;
    private final StringBuilder pending = new StringBuilder();
    private Style base = Style.NONE;
    private char before = ' ';

    /** @param colours without them a code span keeps its marks, since nothing else would show it */
    InlineMarkdown(Glyphs out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Starts a line in this style. */
    void start(Style style) {
        base = style;
        before = ' ';
    }

    /** The next character of the line, no newline. */
    void put(int codePoint) {
        pending.appendCodePoint(codePoint);
        resolve(false);
    }

    /** The line ends: whatever is held back is decided. */
    void end() {
        resolve(true);
    }

    private void resolve(boolean ended) {
        var at = 0;
        while (at < pending.length()) {
            var next = step(pending, at, ended, base, before);
            if (next == WAIT) {
                break;
            }
            at = next;
        }
        if (at > 0) {
            before = pending.charAt(at - 1);
            pending.delete(0, at);
        }
    }

    /** Shows the character or the span at this place and returns the place after it, or WAIT when it is not decided yet. */
    private int step(CharSequence s, int at, boolean ended, Style style, char previous) {
        var decideNow = ended || s.length() - at > PATIENCE;
        return switch (s.charAt(at)) {
            case '\\' -> escape(s, at, decideNow, style);
            case '`' -> code(s, at, ended, decideNow, style);
            case '*' -> emphasis(s, at, ended, decideNow, style, at == 0 ? previous : s.charAt(at - 1));
            default -> literal(s, at, Character.charCount(Character.codePointAt(s, at)), style);
        };
    }

    private int escape(CharSequence s, int at, boolean decideNow, Style style) {
        if (at + 1 == s.length()) {
            return decideNow ? literal(s, at, 1, style) : WAIT;
        }
        // Only of our own marks, so that C:\ and \( of formulas stay.
        return "*_`".indexOf(s.charAt(at + 1)) < 0 ? literal(s, at, 1, style) : literal(s, at + 1, 1, style);
    }

    private int code(CharSequence s, int at, boolean ended, boolean decideNow, Style style) {
        var marks = run(s, at);
        var close = at + marks == s.length() && !ended ? WAIT : closeOfCode(s, at, marks, ended);
        if (close == WAIT) {
            return decideNow ? literal(s, at, marks, style) : WAIT;
        }
        var from = at + marks;
        var to = close;
        // CommonMark 6.1: one blank at each end is there for a backtick next to it.
        if (to - from > 2 && s.charAt(from) == ' ' && s.charAt(to - 1) == ' ') {
            from++;
            to--;
        }
        if (colours) {
            literal(s, from, to - from, style.withCode());
        } else {
            literal(s, at, close + marks - at, style);
        }
        return close + marks;
    }

    private int emphasis(CharSequence s, int at, boolean ended, boolean decideNow, Style style, char previous) {
        var marks = run(s, at);
        var inside = at + marks;
        if (inside == s.length()) {
            return decideNow ? literal(s, at, marks, style) : WAIT;
        }
        if (marks > 3 || isWord(previous) || Character.isWhitespace(s.charAt(inside))) {
            return literal(s, at, marks, style);
        }
        var close = closeOfEmphasis(s, inside, marks, ended);
        if (close == WAIT) {
            return decideNow ? literal(s, at, marks, style) : WAIT;
        }
        var inner = marks == 1 ? style.withItalic() : style.withBold();
        show(s.subSequence(inside, close), marks == 3 ? inner.withItalic() : inner);
        return close + marks;
    }

    /** Shows a text that is whole, with the marks in it. */
    private void show(CharSequence s, Style style) {
        for (var at = 0; at < s.length(); ) {
            at = step(s, at, true, style, ' ');
        }
    }

    /** Where the run of exactly as many backticks starts, or WAIT when it has not come. */
    private static int closeOfCode(CharSequence s, int open, int marks, boolean ended) {
        for (var at = open + marks; at < s.length(); at++) {
            if (s.charAt(at) == '`') {
                var length = run(s, at);
                if (length == marks && (ended || at + length < s.length())) {
                    return at;
                }
                at += length - 1;
            }
        }
        return WAIT;
    }

    /** Where the marks that close start, or WAIT when they have not come. */
    private static int closeOfEmphasis(CharSequence s, int from, int marks, boolean ended) {
        var at = from;
        while (at < s.length()) {
            var c = s.charAt(at);
            if (c == '\\') {
                at += 2;
            } else if (c == '`') {
                var length = run(s, at);
                var close = closeOfCode(s, at, length, ended);
                if (close == WAIT && !ended) {
                    return WAIT;
                }
                at = close == WAIT ? at + length : close + length;
            } else if (c == '*') {
                var end = at + run(s, at);
                if (end == s.length() && !ended) {
                    return WAIT;
                }
                if (closes(s, at, end, marks)) {
                    return end - marks;
                }
                at = end;
            } else {
                at++;
            }
        }
        return WAIT;
    }

    private static boolean closes(CharSequence s, int at, int end, int marks) {
        var length = end - at;
        // Two marks inside italics belong to bold text in it; three close both.
        var enough = marks == 1 ? length % 2 == 1 : length >= marks;
        return enough && !Character.isWhitespace(s.charAt(at - 1)) && (end == s.length() || !isWord(s.charAt(end)));
    }

    private int literal(CharSequence s, int at, int length, Style style) {
        s.subSequence(at, at + length).codePoints().forEach(c -> out.put(c, style));
        return at + length;
    }

    /** ASCII only: in 2*3*4 the star is no mark, next to a Chinese character, which has no blank before it, it may be. */
    private static boolean isWord(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }

    private static int run(CharSequence s, int at) {
        var end = at;
        while (end < s.length() && s.charAt(end) == s.charAt(at)) {
            end++;
        }
        return end - at;
    }
}
