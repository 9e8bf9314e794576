package dev.parley.persistence;

/** What became of a reply that was to be stored. */
public enum Finished {
    /** It is in the conversation, with its question. */
    STORED,
    /** The question was changed meanwhile, so this is the answer to another one: nothing is stored. */
    CHANGED,
    /** The question was forgotten, deleted, or ended without a reply meanwhile: nothing is stored. */
    GONE
}
