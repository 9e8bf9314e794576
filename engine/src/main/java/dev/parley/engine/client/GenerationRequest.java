package dev.parley.engine.client;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the engine shall answer.
 *
 * @param messages system, user and assistant messages of text, oldest first, at least one; a final assistant message is
 *     continued, and the reply is then only what follows it
 * @param sampling how tokens are chosen
 * @param maxTokens of the reply, 1 or more
 * @param cacheKey the conversation whose cached states may be used and are kept under this key; null: none of its own
 * @param cachePrompt false: read the whole prompt afresh, in fixed chunks, and use no cached state, not even a persona's
 * @param adapters the LoRA adapters that speak along; none: the engine is told nothing of adapters
 * @param more fields of the request that this client has no name for, sent as they are: {@code ignore_eos} for instance
 */
public record GenerationRequest(
        List<ChatMessage> messages,
        Sampling sampling,
        int maxTokens,
        @Nullable String cacheKey,
        boolean cachePrompt,
        List<AdapterUse> adapters,
        Map<String, Object> more) {

    /** A request of nothing but what this client has a name for. */
    public GenerationRequest(
            List<ChatMessage> messages,
            Sampling sampling,
            int maxTokens,
            @Nullable String cacheKey,
            boolean cachePrompt,
            List<AdapterUse> adapters) {
        this(messages, sampling, maxTokens, cacheKey, cachePrompt, adapters, Map.of());
    }

    /** A request without adapters. */
    public GenerationRequest(
            List<ChatMessage> messages,
            Sampling sampling,
            int maxTokens,
            @Nullable String cacheKey,
            boolean cachePrompt) {
        this(messages, sampling, maxTokens, cacheKey, cachePrompt, List.of());
    }

    /** Copies the lists; refuses no messages, messages that are not plain text, and a limit below one token. */
    public GenerationRequest {
        messages = List.copyOf(messages);
        adapters = List.copyOf(adapters);
        more = Map.copyOf(more);
        Objects.requireNonNull(sampling, "sampling");
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("A generation needs at least one message.");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max-tokens must be 1 or more, but it is " + maxTokens + ".");
        }
        messages.forEach(WireMessage::of);
    }
}
