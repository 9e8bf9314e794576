package dev.parley.bot.config;

/** A folder of the home cannot be used; the message names it and the way out. */
public final class HomeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Says what cannot be used.
     *
     * @param message for the person at the terminal
     * @param cause what the file system said
     */
    public HomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
