package dev.parley.persistence;

/** The database cannot be opened, read or written. The message says why and what to do about it. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, for those who act on it. */
    public enum Kind {
        /** Another process has the database open. */
        IN_USE,
        /** The file is no database or its content is broken. */
        DAMAGED,
        /** The folder or the file cannot be written, or the disk is full. */
        NOT_WRITABLE,
        /** A newer Parley wrote it. */
        NEWER,
        /** There is no such file. */
        MISSING,
        /** It is closed, or closed itself after an error. */
        CLOSED,
        /** Anything else; the cause says what. */
        FAILED
    }

    private final Kind kind;

    StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}
