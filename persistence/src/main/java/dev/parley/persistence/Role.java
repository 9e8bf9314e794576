package dev.parley.persistence;

/** Who speaks in a {@link Turn}. */
public enum Role {
    /** A person. */
    USER,
    /** Parley. */
    ASSISTANT
}
