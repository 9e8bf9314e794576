package dev.parley.engine.models;

/** A model could not be fetched; the message names each source that was tried and why it failed. */
public final class DownloadException extends ModelException {

    private static final long serialVersionUID = 1L;

    DownloadException(String message) {
        super(message);
    }

    DownloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
