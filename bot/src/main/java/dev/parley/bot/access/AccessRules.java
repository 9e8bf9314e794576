package dev.parley.bot.access;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What one platform's configuration says about who is answered.
 *
 * @param allow who is answered and where; a kind with nothing on it allows all. People pass by name or by role. A direct
 *     message is in no channel or server, so those two do not touch it
 * @param block who and what is never answered; wins over {@code allow}
 * @param admins ids of people whom no list of people and no limit stops
 * @param bots ids of other bots that are answered
 * @param botTurns replies in a row to bots in one channel and its threads, with no person in between; at least 1
 * @param directMessages whether direct messages are answered, to admins too
 * @param guests whether people from outside are answered; admins are, wherever they are from
 */
public record AccessRules(
        Listed allow,
        Listed block,
        Set<String> admins,
        Set<String> bots,
        int botTurns,
        boolean directMessages,
        boolean guests) {
    /** Copies the sets; refuses null. */
    public AccessRules {
        requireNonNull(allow, "allow");
        requireNonNull(block, "block");
        admins = Set.copyOf(admins);
        bots = Set.copyOf(bots);
    }

    /** The rules of a platform that knows no guests. */
    public AccessRules(
            Listed allow, Listed block, Set<String> admins, Set<String> bots, int botTurns, boolean directMessages) {
        this(allow, block, admins, bots, botTurns, directMessages, true);
    }
}
