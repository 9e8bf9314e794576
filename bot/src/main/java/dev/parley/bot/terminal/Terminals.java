package dev.parley.bot.terminal;

import java.io.IOException;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** What this process stands in: a terminal or pipes. */
public final class Terminals {
    private Terminals() {}

    /**
     * The terminal, when standard input and output both are one. Close it: it gives the screen back as it was.
     *
     * @throws IOException when it cannot be opened
     */
    public static Optional<Terminal> open() throws IOException {
        if (!is(SystemStream.Input) || !is(SystemStream.Output)) {
            return Optional.empty();
        }
        return Optional.of(TerminalBuilder.builder()
                .name("parley")
                .system(true)
                .provider(TerminalBuilder.PROP_PROVIDER_FFM)
                .nativeSignals(true)
                // The JVM's own: Ctrl-C outside of a prompt and a reply ends the program in order.
                .signalHandler(Terminal.SignalHandler.SIG_DFL)
                .build());
    }

    /** Whether standard error is a terminal. */
    public static boolean standardErrorIsTerminal() {
        return is(SystemStream.Error);
    }

    /** Whether somebody can type into standard input. */
    public static boolean standardInputIsTerminal() {
        return is(SystemStream.Input);
    }

    private static boolean is(SystemStream stream) {
        try {
            return TerminalProvider.load(TerminalBuilder.PROP_PROVIDER_FFM).isSystemStream(stream);
        } catch (IOException e) {
            return false;
        }
    }
}
