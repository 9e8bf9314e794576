package dev.parley.prompts;

import dev.langchain4j.data.message.ChatMessage;
import java.util.Objects;
import java.util.UUID;

/**
 * A message of the prompt together with its exact length.
 *
 * @param turnId the turn that the message was made of; a cut is remembered by it
 * @param message a user message or an assistant message, as {@link PromptBuilder} makes it
 * @param tokens its length in tokens of the model that will read it, chat template included, at least 0
 */
public record CountedMessage(UUID turnId, ChatMessage message, int tokens) {
    /** Refuses a negative length. */
    public CountedMessage {
        Objects.requireNonNull(turnId, "turnId");
        Objects.requireNonNull(message, "message");
        if (tokens < 0) {
            throw new IllegalArgumentException("A message cannot have %d tokens.".formatted(tokens));
        }
    }
}
