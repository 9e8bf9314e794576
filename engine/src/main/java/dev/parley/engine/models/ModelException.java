package dev.parley.engine.models;

/** Something is wrong with a model. The message is one sentence for the person who chose it, with what they can do. */
public sealed class ModelException extends RuntimeException
        permits ModelFileException, UnknownModelException, DownloadException {

    private static final long serialVersionUID = 1L;

    ModelException(String message) {
        super(message);
    }

    ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
