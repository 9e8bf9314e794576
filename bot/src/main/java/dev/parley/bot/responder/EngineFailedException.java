package dev.parley.bot.responder;

import java.io.Serial;

/** The engine cannot run, and waiting will not help. */
public final class EngineFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message why, and what to do
     */
    public EngineFailedException(String message) {
        super(message);
    }
}
