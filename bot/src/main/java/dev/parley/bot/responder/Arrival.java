package dev.parley.bot.responder;

import dev.parley.persistence.Incoming;

/**
 * A message as it came in.
 *
 * @param message what was written
 * @param decision whether it is answered
 * @param joins whether it may become part of a question of the same person that still waits there
 * @param material what belongs to it and has to be fetched first
 */
public record Arrival(Incoming message, Decision decision, boolean joins, Material material) {
    /** A message by itself, to be answered by itself. */
    public Arrival(Incoming message) {
        this(message, new Decision.Respond(), false, Material.NONE);
    }
}
