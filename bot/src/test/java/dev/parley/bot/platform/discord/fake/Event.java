package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.IntFunction;

/**
 * One dispatch.
 *
 * @param name Discord's name of it
 * @param intent the intent that a session needs for it, 0 for none
 * @param data what is sent to a session with the intents given
 */
record Event(String name, int intent, IntFunction<ObjectNode> data) {
    /** The same data for every session. */
    static Event of(String name, int intent, ObjectNode data) {
        return new Event(name, intent, intents -> data);
    }

    boolean wantedBy(int intents) {
        return intent == 0 || (intents & intent) != 0;
    }
}
