package dev.parley.bot.platform;

import java.io.Serial;

/** A message could not be written. */
public class TransportException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What can be done about it. */
    public enum Kind {
        /** The place is no more, or Parley may not write there: nothing can be shown there any longer. */
        GONE,
        /** Somebody removed this message; others can be written. */
        DELETED,
        /** The platform does not take this text, and will not take it later. */
        REFUSED,
        /** The platform has a problem that will pass. */
        PASSING
    }

    /**
     * Says what happened.
     *
     * @param kind what can be done about it
     * @param message what the platform said, for the log
     * @param cause the platform library's exception
     */
    public TransportException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What can be done about it. */
    public Kind kind() {
        return kind;
    }
}
