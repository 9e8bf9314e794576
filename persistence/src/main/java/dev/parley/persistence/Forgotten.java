package dev.parley.persistence;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was forgotten.
 *
 * @param messages how many messages of the person went, the answers not counted
 * @param conversations where: what an engine has cached of them has to go too
 * @param ended replies that nobody is owed any more, by the id of their turn
 * @param changed replies whose question lost a part, by the id of their turn: they have to begin again
 */
public record Forgotten(int messages, Set<UUID> conversations, Set<UUID> ended, Set<UUID> changed) {
    /** Keeps copies. */
    public Forgotten {
        conversations = Set.copyOf(conversations);
        ended = Set.copyOf(ended);
        changed = Set.copyOf(changed);
    }

    Forgotten and(Forgotten other) {
        return new Forgotten(
                messages + other.messages,
                union(conversations, other.conversations),
                union(ended, other.ended),
                union(changed, other.changed));
    }

    private static Set<UUID> union(Set<UUID> some, Set<UUID> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
