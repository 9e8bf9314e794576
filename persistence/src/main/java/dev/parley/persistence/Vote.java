package dev.parley.persistence;

/** What a person thinks of a reply. */
public enum Vote {
    /** Thumbs up. */
    UP,
    /** Thumbs down. */
    DOWN
}
