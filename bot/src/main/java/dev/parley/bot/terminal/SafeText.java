package dev.parley.bot.terminal;

import java.util.function.IntConsumer;

/**
 * Lets through of a text what a terminal may be given; what it drops is dropped from the display only. Text of a model is
 * a stranger's text: it may quote a web page or a file that was written to attack whoever reads it.
 *
 * <p>Dropped: C0 except newline and tab, DEL and C1 (they move the cursor and steer the terminal, U+009B is ESC [);
 * whole CSI and two-character escape sequences; of those that carry a string (OSC, DCS) only the introducer, so that
 * one that never ends cannot swallow the rest of the reply; bidi embeddings, overrides and isolates, which make code
 * read other than it runs (CVE-2021-42574; the harmless marks U+200E, U+200F and U+061C stay, Hebrew and Arabic use
 * them); characters without width that hide text in a command that somebody copies (U+200B, U+2060 to U+2064, U+FEFF,
 * U+00AD, U+180E, U+FFF9 to U+FFFB, plane 14, tags included). U+200C, U+200D and the variation selectors of plane 0
 * stay: Persian, Indic scripts and emoji need them. CR LF and U+2028, U+2029 are newlines, a lone CR is dropped, a lone
 * surrogate is U+FFFD.
 */
final class SafeText {
    private enum State {
        TEXT,
        ESCAPE,
        CSI
    }

    private State state = State.TEXT;
    private char high;

    /**
     * Filters the next piece; pieces may be cut anywhere, inside a character or a sequence too.
     *
     * @param sink gets each code point that passes
     */
    void feed(CharSequence piece, IntConsumer sink) {
        for (var i = 0; i < piece.length(); i++) {
            var c = piece.charAt(i);
            if (high != 0 && Character.isLowSurrogate(c)) {
                accept(Character.toCodePoint(high, c), sink);
                high = 0;
                continue;
            }
            finish(sink);
            if (Character.isHighSurrogate(c)) {
                high = c;
            } else {
                accept(Character.isLowSurrogate(c) ? 0xFFFD : c, sink);
            }
        }
    }

    /** Nothing more comes: half a character that was held back becomes U+FFFD. */
    void finish(IntConsumer sink) {
        if (high != 0) {
            high = 0;
            accept(0xFFFD, sink);
        }
    }

    /** A whole text at once. */
    static String clean(String text) {
        var filter = new SafeText();
        var clean = new StringBuilder(text.length());
        filter.feed(text, clean::appendCodePoint);
        filter.finish(clean::appendCodePoint);
        return clean.toString();
    }

    /** A whole text at once, as one line. */
    static String cleanLine(String text) {
        return clean(text).replaceAll("\\s+", " ").strip();
    }

    private void accept(int c, IntConsumer sink) {
        switch (state) {
            case ESCAPE -> {
                if (c == '[') {
                    state = State.CSI;
                } else if (c < 0x20 || c > 0x2F) {
                    state = State.TEXT;
                    if (c < 0x30 || c > 0x7E) {
                        accept(c, sink);
                    }
                }
            }
            case CSI -> {
                if (c >= 0x40 && c <= 0x7E) {
                    state = State.TEXT;
                } else if (c < 0x20 || c > 0x3F) {
                    state = State.TEXT;
                    accept(c, sink);
                }
            }
            case TEXT -> {
                if (c == 0x1B) {
                    state = State.ESCAPE;
                } else if (c == 0x9B) {
                    state = State.CSI;
                } else if (c == 0x2028 || c == 0x2029) {
                    sink.accept('\n');
                } else if (!hidden(c)) {
                    sink.accept(c);
                }
            }
        }
    }

    private static boolean hidden(int c) {
        if (c < 0x20) {
            return c != '\n' && c != '\t';
        }
        return (c >= 0x7F && c <= 0x9F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || (c >= 0x2060 && c <= 0x2064)
                || (c >= 0xFFF9 && c <= 0xFFFB)
                || c == 0x200B
                || c == 0xFEFF
                || c == 0x00AD
                || c == 0x180E
                || (c >= 0xE0000 && c <= 0xE0FFF);
    }
}
