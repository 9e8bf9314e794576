package dev.parley.engine.client;

/** Why a reply ended. */
public enum FinishReason {
    /** The model ended its turn. */
    STOP,
    /** The limit of tokens, or the end of the context, was reached. */
    LENGTH,
    /** Somebody cancelled; the text is what had arrived by then. */
    CANCELLED
}
