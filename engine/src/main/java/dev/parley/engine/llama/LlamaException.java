package dev.parley.engine.llama;

import java.io.Serial;

/** llama.cpp refused something, or the library at hand is not the one this binding was made for. */
public final class LlamaException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what went wrong and what to do about it, in words for the person who runs Parley
     */
    public LlamaException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what went wrong and what to do about it
     * @param cause what the platform said
     */
    public LlamaException(String message, Throwable cause) {
        super(message, cause);
    }
}
