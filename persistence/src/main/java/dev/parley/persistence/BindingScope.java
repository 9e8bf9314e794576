package dev.parley.persistence;

/** What a persona is bound to, the strongest first. */
public enum BindingScope {
    /** One place: a thread, a direct message, a terminal conversation. Outlives {@code /new}. */
    CONVERSATION,
    /** A channel with all its threads. */
    CHANNEL,
    /** One person, wherever they write. */
    PERSON,
    /** A whole workspace or server. */
    WORKSPACE
}
