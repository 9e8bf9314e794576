package dev.parley.bot.terminal;

import dev.parley.bot.responder.ReplyStatus;
import java.util.function.Consumer;

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
        out.accept(Style.DIM.of(words.substring(0, Math.min(words.length(), look.width() - 1))));
    }

    /** Takes the line away, if there is one. */
    void erase() {
        if (drawn) {
            drawn = false;
            out.accept(columnAbove > 0 ? ERASE + "\u001b[A\u001b[" + (columnAbove + 1) + "G" : ERASE);
        }
    }

    /** The words for a status. */
    static String words(ReplyStatus status) {
        return switch (status) {
            case ReplyStatus.Waiting(var place) ->
                place <= 1
                        ? TerminalWords.STATUS_NEXT.with()
                        : TerminalWords.STATUS_PLACE.with(TerminalWords.ordinal(place));
            case ReplyStatus.Reading(var done, var total) -> TerminalWords.STATUS_READING.with(percent(done, total));
            case ReplyStatus.Writing() -> TerminalWords.STATUS_WRITING.with();
            case ReplyStatus.Changed() -> TerminalWords.STATUS_READING.with(0);
            case ReplyStatus.Restarting() -> TerminalWords.STATUS_RESTARTING.with();
        };
    }

    private static int percent(int done, int total) {
        return total <= 0 ? 0 : Math.clamp(100L * done / total, 0, 100);
    }
}
