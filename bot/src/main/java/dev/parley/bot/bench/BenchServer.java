package dev.parley.bot.bench;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Sampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A server that is measured.
 *
 * @param name for the table
 * @param client towards it
 * @param wholeReplies whether it can be told to go on after the end that the model would make
 */
public record BenchServer(String name, EngineClient client, boolean wholeReplies) {
    /** Takes the likeliest token always. */
    private static final Sampling GREEDY = new Sampling(0, 1, 1, 0, 1, null);

    private static final int WARM_UP_TOKENS = 16;

    private static final GenerationListener NOBODY = new GenerationListener() {
        @Override
        public void progress(int done, int cached, int total) {}

        @Override
        public void text(String delta) {}
    };

    /**
     * Has a server answer a first time, which is not counted, and learns whether it makes replies of a given length:
     * {@code ignore_eos} is what Parley's engine, llama-server and vLLM take, {@code min_tokens} vLLM beside it; Ollama
     * passes over both, and stricter ones refuse them.
     *
     * @param name for the table
     * @param client towards it
     * @return the server
     * @throws EngineException if it does not answer
     */
    public static BenchServer of(String name, EngineClient client) {
        List<ChatMessage> hello = List.of(SystemMessage.from("Answer with one word."), UserMessage.from("Hello"));
        BenchServer willing = new BenchServer(name, client, true);
        try {
            Completion reply = willing.ask(hello, WARM_UP_TOKENS, "bench warm-up", new Cancellation(), NOBODY);
            return new BenchServer(name, client, reply.completionTokens() == WARM_UP_TOKENS);
        } catch (EngineException.BadRequest refused) {
            BenchServer plain = new BenchServer(name, client, false);
            plain.ask(hello, WARM_UP_TOKENS, "bench warm-up", new Cancellation(), NOBODY);
            return plain;
        }
    }

    /** Has it read the personas' prompts once, which it may keep. */
    void warmUp(List<String> systems, Cancellation cancellation) {
        for (String system : systems) {
            ask(
                    List.of(SystemMessage.from(system), UserMessage.from("Hello")),
                    WARM_UP_TOKENS,
                    "bench warm-up",
                    cancellation,
                    NOBODY);
        }
    }

    Completion ask(
            List<ChatMessage> messages,
            int tokens,
            String key,
            Cancellation cancellation,
            GenerationListener listener) {
        Map<String, Object> more = new LinkedHashMap<>();
        if (wholeReplies) {
            more.put("ignore_eos", true);
            more.put("min_tokens", tokens);
        }
        return client.generate(
                new GenerationRequest(messages, GREEDY, tokens, key, true, List.of(), more), cancellation, listener);
    }
}
