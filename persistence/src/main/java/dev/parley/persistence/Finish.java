package dev.parley.persistence;

/** Why a reply ended. */
public enum Finish {
    /** The model ended it. */
    STOP,
    /** The limit of tokens was reached: it can be continued. */
    LENGTH,
    /** A person stopped it. */
    CANCELLED,
    /** A crash or a shutdown cut it off: the text is what had been saved by then. */
    INTERRUPTED
}
