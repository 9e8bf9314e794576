package dev.parley.bot.terminal;

import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * What an output can do.
 *
 * @param styled a terminal that is not dumb: lines may be drawn over, text may be bold, italic or dim
 * @param colours colours may be used too
 * @param columns the width now, in cells; asked again for each line, so that a resized window is noticed
 */
public record TerminalLook(boolean styled, boolean colours, IntSupplier columns) {
    private static final int USUAL_COLUMNS = 80;

    /** A pipe, a file or a dumb terminal: text and nothing else. */
    public static TerminalLook plain() {
        return new TerminalLook(false, false, () -> USUAL_COLUMNS);
    }

    /**
     * The look of an interactive terminal.
     *
     * @param env reads the environment: {@code NO_COLOR}, unless empty, forbids colours but not bold or dim (no-color.org),
     *     {@code TERM=dumb} forbids everything
     */
    public static TerminalLook of(Terminal terminal, UnaryOperator<@Nullable String> env) {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB) ? plain() : of(env, terminal::getColumns);
    }

    /**
     * The look of a stream that is known to be a terminal, such as standard error.
     *
     * @param env as above
     */
    public static TerminalLook ofStream(UnaryOperator<@Nullable String> env) {
        return of(env, () -> USUAL_COLUMNS);
    }

    private static TerminalLook of(UnaryOperator<@Nullable String> env, IntSupplier columns) {
        var term = env.apply("TERM");
        if (term == null || term.isEmpty() || term.equals(Terminal.TYPE_DUMB)) {
            return plain();
        }
        var noColor = env.apply("NO_COLOR");
        return new TerminalLook(true, noColor == null || noColor.isEmpty(), columns);
    }

    /** The width to write in; a terminal that does not tell its size (0, or absurdly narrow) counts as 80 columns. */
    int width() {
        var told = columns.getAsInt();
        return told < 8 ? USUAL_COLUMNS : told;
    }
}
