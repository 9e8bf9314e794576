package dev.parley.engine.client;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;

/**
 * A message as {@code /tokenize} takes it, equal to what LangChain4j makes of it for {@code /v1/chat/completions}.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content its text
 */
record WireMessage(String role, String content) {

    /** Refuses what a chat template has no place for: images, tool calls, and names (they belong into the text). */
    static WireMessage of(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> new WireMessage("system", system.text());
            case UserMessage user
            when user.hasSingleText() && user.name() == null -> new WireMessage("user", user.singleText());
            case AiMessage reply
            when reply.text() != null && !reply.hasToolExecutionRequests() ->
                new WireMessage("assistant", reply.text());
            default ->
                throw new IllegalArgumentException("The engine takes plain text only: a " + message.type()
                        + " message with an image, a tool call or a name has no place in its prompt.");
        };
    }
}
