package dev.parley.bot.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jline.utils.WCWidth;

/**
 * Breaks prose between words as it streams. A word is held back until it ends, because only then it is known whether it
 * still fits; what was written is never touched again. A word wider than a line, an URL say, is written whole and left to
 * the terminal, which keeps it copyable.
 */
final class WordWrap {
    /** Longer lines are hard to read. */
    private static final int WIDEST = 100;

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private record Run(Style style, StringBuilder text) {}

    private final Consumer<String> out;
    private final TerminalLook look;
    private final List<Run> word = new ArrayList<>();
    private int wordCells;
    private int lastCodePoint;
    private boolean overlong;
    private int blanks;
    private int column;
    private boolean somethingOnLine;
    private int limit;
    private String hang = "";
    private int hangCells;

    WordWrap(Consumer<String> out, TerminalLook look) {
        this.out = out;
        this.look = look;
        startLine("", "", 0);
    }

    /**
     * Starts a line of prose.
     *
     * @param first what stands before its text, ready to print
     * @param hang what stands before the text of the lines it is broken into, ready to print
     * @param cells the width of either
     */
    void startLine(String first, String hang, int cells) {
        // One column stays free: what a terminal does when the last one is filled differs.
        limit = Math.max(Math.min(look.width(), WIDEST) - 1, cells + 8);
        this.hang = hang;
        hangCells = cells;
        out.accept(first);
        column = cells;
        somethingOnLine = false;
    }

    /** The next character of prose; a blank is a space or a tab. */
    void put(int codePoint, Style style) {
        if (codePoint == ' ' || codePoint == '\t') {
            endWord();
            blanks++;
            return;
        }
        var cells = Math.max(0, WCWidth.wcwidth(codePoint));
        if (mayBreakBefore(codePoint, cells)) {
            endWord();
        }
        lastCodePoint = codePoint;
        if (overlong) {
            var text = new StringBuilder().appendCodePoint(codePoint);
            out.accept(style.of(text.toString()));
            column += cells;
            return;
        }
        if (word.isEmpty() || !word.getLast().style().equals(style)) {
            word.add(new Run(style, new StringBuilder()));
        }
        word.getLast().text().appendCodePoint(codePoint);
        wordCells += cells;
        if (hangCells + wordCells > limit) {
            writeWord();
            overlong = true;
        }
    }

    /** The next character of a line that is never broken; tabs stay. */
    void verbatim(int codePoint) {
        out.accept(Character.toString(codePoint));
        column += codePoint == '\t' ? 8 - column % 8 : Math.max(0, WCWidth.wcwidth(codePoint));
    }

    /** A whole text of prose. */
    void put(String text, Style style) {
        text.codePoints().forEach(c -> put(c, style));
    }

    /** Breaks one line of our own words, without a newline at its end; blanks in front of it stay. */
    static String wrapped(String line, Style style, TerminalLook look) {
        if (!look.styled()) {
            return line;
        }
        var out = new StringBuilder();
        var wrap = new WordWrap(out::append, look);
        wrap.put(line, style);
        wrap.endWord();
        return out.toString();
    }

    /** Writes the word that was held back. */
    void endWord() {
        if (!word.isEmpty()) {
            writeWord();
        }
        if (overlong) {
            overlong = false;
            column %= look.width();
        }
    }

    /** Ends the line; blanks at its end are not written. */
    void newline() {
        endWord();
        blanks = 0;
        out.accept("\n");
        column = 0;
    }

    /** The cells of the current line that are written, from 0. */
    int column() {
        return column;
    }

    /** Chinese and Japanese have no blanks: between their characters, which are wide, a line may be broken too. */
    private boolean mayBreakBefore(int codePoint, int cells) {
        if (wordCells == 0 || cells == 0 || lastCodePoint == ZERO_WIDTH_JOINER) {
            return false;
        }
        var wide = cells == 2 || WCWidth.wcwidth(lastCodePoint) == 2;
        return wide
                && switch (Character.getType(codePoint)) {
                    case Character.END_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION, Character.OTHER_PUNCTUATION ->
                        false;
                    default -> true;
                };
    }

    private void writeWord() {
        if (somethingOnLine && column + blanks + wordCells > limit) {
            out.accept("\n" + hang);
            column = hangCells;
        } else {
            out.accept(" ".repeat(blanks));
            column += blanks;
        }
        word.forEach(run -> out.accept(run.style().of(run.text().toString())));
        column += wordCells;
        somethingOnLine = true;
        blanks = 0;
        wordCells = 0;
        word.clear();
    }
}
