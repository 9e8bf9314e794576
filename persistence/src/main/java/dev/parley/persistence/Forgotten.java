package dev.parley.persistence;

import java.util.Set;
import java.util.UUID;

/**
 * What was forgotten.
 *
 * @param messages how many messages of the person went, the answers not counted
 * @param conversations where: what an engine has cached of them has to go too
 */
public record Forgotten(int messages, Set<UUID> conversations) {
    /** Keeps a copy. */
    public Forgotten {
        conversations = Set.copyOf(conversations);
    }
}
