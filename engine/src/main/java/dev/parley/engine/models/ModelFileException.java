package dev.parley.engine.models;

/** A model file that cannot be used: missing, unreadable, no GGUF, cut short, changed, or of an unknown architecture. */
public final class ModelFileException extends ModelException {

    private static final long serialVersionUID = 1L;

    ModelFileException(String message) {
        super(message);
    }

    ModelFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
