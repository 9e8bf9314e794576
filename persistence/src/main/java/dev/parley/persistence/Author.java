package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

/**
 * Who wrote a turn.
 *
 * @param platform as in {@link ConversationKey#platform()}
 * @param id the platform's id
 * @param name the display name when the turn was written
 */
public record Author(String platform, String id, String name) {
    /** Refuses null. */
    public Author {
        requireNonNull(platform, "platform");
        requireNonNull(id, "id");
        requireNonNull(name, "name");
    }

    /** The author without the name, which may change. */
    public Person person() {
        return new Person(platform, id);
    }
}
