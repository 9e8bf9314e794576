package dev.parley.engine.client;

import java.util.List;

/**
 * What a prompt costs, exactly, in the model's own tokens.
 *
 * @param total tokens of the whole prompt, with the literal that opens the reply
 * @param perMessage tokens of each message in order, its share of the template included; their sum is at most the total
 */
public record PromptTokens(int total, List<Integer> perMessage) {

    /** Copies the list. */
    public PromptTokens {
        perMessage = List.copyOf(perMessage);
    }
}
