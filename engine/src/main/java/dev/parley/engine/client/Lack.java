package dev.parley.engine.client;

/** What a server cannot do for Parley. Each goes its own plainer way; a person is told once. */
public enum Lack {
    /** It counts no tokens: lengths are estimated, too high rather than too low. */
    COUNTING,
    /** It does not say how much a conversation may hold. */
    CONTEXT,
    /** It knows nothing of LoRA adapters: personas work by their prompts. */
    ADAPTERS,
    /** It does not say how far it has read a prompt. */
    PROGRESS,
    /** It does not say how likely a given text is. */
    ECHO,
    /** It cannot be told to forget: what it cached of a conversation stays until something else takes its place. */
    FORGETTING,
    /** It may not go on with a reply that was begun: one that broke off is made anew. */
    CONTINUING
}
