package dev.parley.bot.command;

import dev.parley.bot.words.Words;
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
 * @param words what the caller is answered in
 */
public record Caller(
        ConversationKey key, Person person, boolean ownPlace, Surface surface, boolean admin, Words words) {}
