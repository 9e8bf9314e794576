package dev.parley.bot.platform.slack.fake;

/**
 * A conversation. Only direct messages can be told by the id's first letter, as on Slack.
 *
 * @param id such as C0GENERAL1, or D… for direct messages
 * @param name without a number sign; empty for direct messages
 * @param kind what it is
 */
public record FakeChannel(String id, String name, Kind kind) {
    /** What a conversation is. */
    public enum Kind {
        /** Open to the whole workspace. */
        PUBLIC("channel"),
        /** By invitation only. */
        PRIVATE("group"),
        /** One person and the bot. */
        DIRECT("im"),
        /** Some people and the bot. */
        GROUP("mpim");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** The value of {@code channel_type} in events. */
        public String type() {
            return type;
        }
    }

    boolean isDirect() {
        return kind == Kind.DIRECT;
    }
}
