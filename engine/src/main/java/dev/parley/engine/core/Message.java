package dev.parley.engine.core;

/**
 * A message of a conversation as the chat template takes it.
 *
 * @param role who speaks
 * @param content the text, any text
 */
public record Message(Role role, String content) {
    /** Who speaks. */
    public enum Role {
        /** Instructions, first if at all. */
        SYSTEM,
        /** The person. */
        USER,
        /** The model; as the last message it is continued. */
        ASSISTANT;

        /**
         * The role's name in chat templates.
         *
         * @return "system", "user" or "assistant"
         */
        public String templateName() {
            return switch (this) {
                case SYSTEM -> "system";
                case USER -> "user";
                case ASSISTANT -> "assistant";
            };
        }
    }
}
