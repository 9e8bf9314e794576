package dev.parley.bot.bench;

/**
 * What is talked. The same seed gives the same messages, each round others, so that no round is served from what an
 * earlier one left in a cache.
 *
 * @param conversations people who talk at the same time, 1 to 256
 * @param turns messages of each, 1 to 200
 * @param promptTokens of a message, about, 4 to 100,000, counted by Parley's engine
 * @param replyTokens of a reply, exactly where the server allows, 2 to 100,000
 * @param personas how many different system prompts the conversations share, 1 or more
 * @param rounds how often all of it is done, each time with other messages, 1 to 100
 * @param seed of the messages
 * @param inTurn true: one message is on its way at a time, the conversations take turns; false: everybody writes on as soon
 *     as the reply is there
 */
public record Workload(
        int conversations,
        int turns,
        int promptTokens,
        int replyTokens,
        int personas,
        int rounds,
        long seed,
        boolean inTurn) {

    /** Tokens of a persona's system prompt, about. */
    static final int SYSTEM_TOKENS = 96;
    /** What templates put round a message, at most. */
    private static final int AROUND = 16;

    /** Replies of one server in all rounds. */
    public int replies() {
        return conversations * turns * rounds;
    }

    /** The most tokens that a conversation grows to. */
    public int longestConversation() {
        return SYSTEM_TOKENS + AROUND + turns * (promptTokens + replyTokens + AROUND);
    }

    /** In a line. */
    @Override
    public String toString() {
        return "%d conversation%s %s, %d turn%s, messages of %d tokens, replies of %d, %d persona%s, %d round%s, seed %d"
                .formatted(
                        conversations,
                        plural(conversations),
                        inTurn ? "taking turns" : "at once",
                        turns,
                        plural(turns),
                        promptTokens,
                        replyTokens,
                        personas,
                        plural(personas),
                        rounds,
                        plural(rounds),
                        seed);
    }

    private static String plural(int count) {
        return count == 1 ? "" : "s";
    }
}
