package dev.parley.bot.terminal;

import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
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

    /** A status as it is said. */
    static String words(ReplyStatus status, Words words) {
        return switch (status) {
            case ReplyStatus.Waiting waiting -> waiting.say(words);
            case ReplyStatus.Reading(var done, var total) -> words.say("status.reading", percent(done, total));
            case ReplyStatus.Writing() -> words.say("status.writing");
            case ReplyStatus.Changed() -> words.say("status.changed");
            case ReplyStatus.Restarting() -> words.say("status.restarting");
            case ReplyStatus.NoRoom() -> words.say("status.noRoom");
        };
    }

    private static int percent(int done, int total) {
        return total <= 0 ? 0 : Math.clamp(100L * done / total, 0, 100);
    }
}
