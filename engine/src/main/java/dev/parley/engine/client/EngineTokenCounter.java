package dev.parley.engine.client;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import java.util.List;
import java.util.stream.StreamSupport;

/** LangChain4j's counter, exact: the engine counts with the model's own vocabulary and template. */
public final class EngineTokenCounter implements TokenCountEstimator {

    private final EngineClient client;

    /**
     * A counter that asks the engine each time.
     *
     * @param client not closed by this counter
     */
    public EngineTokenCounter(EngineClient client) {
        this.client = client;
    }

    /**
     * The tokens of a text alone, without any template.
     *
     * @throws EngineException if the engine does not answer
     */
    @Override
    public int estimateTokenCountInText(String text) {
        return client.count(text);
    }

    /**
     * The tokens of a message with its share of the template, without the literal that opens a reply.
     *
     * @throws EngineException if the engine does not answer
     */
    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        return client.count(List.of(message), null).perMessage().getFirst();
    }

    /**
     * The tokens of the prompt made of these messages, the literal that opens the reply included.
     *
     * @throws EngineException if the engine does not answer
     */
    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        return client.count(StreamSupport.stream(messages.spliterator(), false).toList(), null)
                .total();
    }
}
