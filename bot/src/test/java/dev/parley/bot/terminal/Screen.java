package dev.parley.bot.terminal;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.ScreenTerminal;

/** A terminal with a screen that a test can type on and look at. */
public final class Screen {
    private final ScreenTerminal.VirtualTerminal virtual;
    private final int columns;
    private final int rows;

    public Screen(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        try {
            virtual = ScreenTerminal.withTerminal("test", "xterm-256color", columns, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Terminal terminal() {
        return virtual.terminal();
    }

    public TerminalLook look() {
        return new TerminalLook(true, true, () -> columns);
    }

    /** Types, as keys would: "\r" is Enter, "\u0003" Ctrl-C, "\u0004" Ctrl-D. */
    public void type(String keys) {
        try {
            virtual.terminal().processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pastes as a terminal does that was asked to mark pastes. */
    public void paste(String text) {
        type("\u001b[200~" + text.replace("\n", "\r") + "\u001b[201~");
    }

    /** The lines on the screen, without blanks at their ends and without the empty ones at its end. */
    public List<String> lines() {
        var cells = new long[columns * rows];
        virtual.screen().dump(cells, 0, 0, rows, columns, null);
        var lines = new ArrayList<String>();
        for (var row = 0; row < rows; row++) {
            var line = new StringBuilder();
            for (var column = 0; column < columns; column++) {
                var c = ScreenTerminal.cellCodePoint(cells[row * columns + column]);
                line.appendCodePoint(c == 0 ? ' ' : c);
            }
            lines.add(line.toString().stripTrailing());
        }
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    public String text() {
        return String.join("\n", lines());
    }

    public void awaitText(String text) {
        await().until(this::text, shown -> shown.contains(text));
    }

    public void awaitLastLine(String line) {
        await().until(this::lines, lines -> !lines.isEmpty() && lines.getLast().equals(line));
    }
}
