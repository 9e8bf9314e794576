package dev.parley.bot.terminal;

import java.util.function.Consumer;
import org.jline.utils.AttributedString;

/**
 * One dim line that is drawn over. In the middle of a line of text it stands below it, and the cursor goes back up when
 * it is erased; moves are relative, so that it holds when the screen scrolls.
 */
final class StatusLine {
    private static final String ERASE = "\r\u001b[2K";

    private final Consumer<String> out;
    private final TerminalLook look;
    private boolean drawn;
    private int columnAbove;

    StatusLine(Consumer<String> out, TerminalLook look) {
        this.out = out;
        this.look = look;
    }

    /** @param column the cells written of the line that the cursor is in */
    void draw(String words, int column) {
        if (!look.styled()) {
            return;
        }
        if (drawn) {
            out.accept(ERASE);
        } else {
            drawn = true;
            columnAbove = column;
            out.accept(column > 0 ? "\n" : ERASE);
        }
        out.accept(Style.DIM.of(new AttributedString(words)
                .columnSubSequence(0, look.width() - 1)
                .toString()));
    }

    /** Takes the line away, if there is one. */
    void erase() {
        if (drawn) {
            drawn = false;
            out.accept(columnAbove > 0 ? ERASE + "\u001b[A\u001b[" + (columnAbove + 1) + "G" : ERASE);
        }
    }
}
