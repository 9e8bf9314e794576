package dev.parley.bot.local;

import java.util.List;

/**
 * A conversation that is open, here or in the process that owns the home.
 *
 * @param session what to talk to
 * @param welcome what to show first
 */
public record Conversation(ToldSession session, Welcome welcome) {
    /**
     * What a person is greeted with.
     *
     * @param model the name of the model that answers
     * @param isDefault whether it is the small one that nobody chose
     * @param cutOff whether the last reply of this conversation was cut off by a crash
     * @param personas ids of the personas that can be chosen
     */
    public record Welcome(String model, boolean isDefault, boolean cutOff, List<String> personas) {
        public Welcome {
            personas = List.copyOf(personas);
        }
    }
}
