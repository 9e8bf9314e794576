package dev.parley.bot.cli;

/** A command cannot do what was asked; the message says why and what to do, and is all that is shown. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    /**
     * Says why.
     *
     * @param exitCode what the process ends with
     * @param message for the person at the terminal
     */
    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the process ends with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
