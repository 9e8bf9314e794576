package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

/**
 * Somebody, as their platform knows them.
 *
 * @param platform as in {@link ConversationKey#platform()}
 * @param id the platform's id, not a name
 */
public record Person(String platform, String id) {
    /** Refuses null. */
    public Person {
        requireNonNull(platform, "platform");
        requireNonNull(id, "id");
    }
}
