package dev.parley.engine.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as token ids.
 *
 * @param tokens what the model reads
 * @param messageTokens for each message how many of them are its own; what remains opens the reply
 * @param systemTokens the tokens up to the end of the system message, 0 without one: the part that conversations of one
 *     persona share
 * @param opensReply whether it ends in the opening of a new reply, rather than in a message to be continued
 * @param continued the generated beginning of the reply that is continued, if its tokens are known
 * @param afterReply what the template writes between the reply and the text of a message that follows it; empty if nothing
 *     can follow
 */
public record Prompt(
        int[] tokens,
        List<Integer> messageTokens,
        int systemTokens,
        boolean opensReply,
        RememberedReplies.@Nullable Reply continued,
        int[] afterReply) {

    /**
     * A prompt that is no conversation.
     *
     * @param tokens what the model reads, each inside the vocabulary
     * @return the prompt
     */
    public static Prompt of(int[] tokens) {
        return new Prompt(tokens, List.of(tokens.length), 0, false, null, new int[0]);
    }
}
