package dev.parley.bot.command;

import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Person;

/**
 * Who gives a command, and where.
 *
 * @param key the place: what "this conversation" means
 * @param person who it is
 * @param ownPlace whether the place is a conversation of its own (thread, direct message, terminal) rather than a channel
 *     in which many go on: decides what {@code persona set} without a scope means
 * @param surface which commands there are
 * @param admin whether the caller may see what concerns others
 */
public record Caller(ConversationKey key, Person person, boolean ownPlace, Surface surface, boolean admin) {
    /** Somebody who is no admin. */
    public Caller(ConversationKey key, Person person, boolean ownPlace, Surface surface) {
        this(key, person, ownPlace, surface, false);
    }
}
