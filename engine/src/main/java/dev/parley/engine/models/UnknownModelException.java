package dev.parley.engine.models;

/** A name that is neither in the catalogue nor a file nor an address. */
public final class UnknownModelException extends ModelException {

    private static final long serialVersionUID = 1L;

    UnknownModelException(String message) {
        super(message);
    }
}
