package dev.parley.bot.terminal;

import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** Questions that somebody answers at the terminal, one after the other. */
public final class Questions {
    private static final char UNSEEN = 0;

    private final Terminal terminal;
    private final TerminalLook look;
    private final LineReader reader;

    /**
     * Asks at a terminal, which stays open.
     *
     * @param terminal where somebody sits
     * @param look what it can do
     */
    public Questions(Terminal terminal, TerminalLook look) {
        this.terminal = terminal;
        this.look = look;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.DISABLE_HISTORY, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, false)
                .build();
    }

    /** Says something, in lines as wide as the terminal; what could steer the terminal is left out. */
    public void tell(String text) {
        text.lines()
                .forEach(line -> terminal.writer().println(WordWrap.wrapped(SafeText.clean(line), Style.NONE, look)));
        terminal.flush();
    }

    /** Shows a file's lines as they are, without wrapping. */
    public void show(String text) {
        text.lines().forEach(line -> terminal.writer().println(SafeText.clean(line)));
        terminal.flush();
    }

    /**
     * Asks for a line.
     *
     * @param prompt what stands before it
     * @return what was typed, without blanks around it; empty when the user left with Ctrl-C or Ctrl-D
     */
    public Optional<String> ask(String prompt) {
        try {
            return Optional.of(reader.readLine(prompt).strip());
        } catch (UserInterruptException | EndOfFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Asks for a secret, which is not shown while it is typed.
     *
     * @param prompt what stands before it
     * @return as above
     */
    public Optional<String> askUnseen(String prompt) {
        try {
            return Optional.of(reader.readLine(prompt, UNSEEN).strip());
        } catch (UserInterruptException | EndOfFileException e) {
            return Optional.empty();
        }
    }
}
