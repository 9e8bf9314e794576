package dev.parley.bot.config;

/** Another process owns the home; the message names it. */
public final class HomeLockedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Says who owns the home.
     *
     * @param message for the person at the terminal
     */
    public HomeLockedException(String message) {
        super(message);
    }
}
