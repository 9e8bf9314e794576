package dev.parley.engine.client;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a chat request says beside its messages. Only what the server is known to know is sent: some take an unknown
 * field for a mistake (vLLM until the end of 2024), others ignore it.
 */
final class RequestFields {

    private RequestFields() {}

    /** The parameters, in LangChain4j's form. */
    static OpenAiChatRequestParameters of(GenerationRequest request, EngineFeatures features) {
        var sampling = request.sampling();
        var builder = OpenAiChatRequestParameters.builder()
                .temperature(sampling.temperature())
                .topP(sampling.topP())
                .maxOutputTokens(request.maxTokens())
                .customParameters(extra(request, features));
        if (!features.model().isEmpty()) {
            builder.modelName(features.model());
        }
        return builder.build();
    }

    private static Map<String, Object> extra(GenerationRequest request, EngineFeatures features) {
        var sampling = request.sampling();
        var extra = new LinkedHashMap<String, Object>();
        switch (features.server()) {
            case PARLEY, LLAMA_SERVER -> {
                if (request.cacheKey() != null && features.server() == ServerKind.PARLEY) {
                    extra.put("prompt_cache_key", request.cacheKey());
                }
                extra.put("cache_prompt", request.cachePrompt());
                extra.put("return_progress", true);
                extra.put("top_k", sampling.topK());
                extra.put("min_p", sampling.minP());
                extra.put("repeat_penalty", sampling.repeatPenalty());
                if (!request.adapters().isEmpty()) {
                    extra.put("lora", wire(request.adapters()));
                }
            }
            case VLLM -> {
                extra.put("top_k", sampling.topK());
                extra.put("min_p", sampling.minP());
                extra.put("repetition_penalty", sampling.repeatPenalty());
                if (request.messages().getLast() instanceof AiMessage) {
                    extra.put("add_generation_prompt", false);
                    extra.put("continue_final_message", true);
                }
            }
            case OLLAMA, OPENAI -> {
                // Temperature and top-p are all that these two know of how tokens are chosen.
            }
        }
        if (sampling.seed() != null) {
            // Here and not in LangChain4j's own field, which is an int; in both it would be a duplicate key.
            extra.put("seed", sampling.seed());
        }
        extra.putAll(request.more());
        return extra;
    }

    /** Adapters as requests name them. */
    static List<Map<String, Object>> wire(List<AdapterUse> adapters) {
        return adapters.stream()
                .map(each -> Map.<String, Object>of("id", each.id(), "scale", each.scale()))
                .toList();
    }

    /** The messages with what would be control tokens broken. */
    static List<ChatMessage> broken(List<ChatMessage> messages, ControlTokens tokens) {
        return tokens == ControlTokens.NONE
                ? messages
                : messages.stream()
                        .map(message -> {
                            var wire = WireMessage.of(message);
                            var text = tokens.broken(wire.content());
                            return text.equals(wire.content()) ? message : replaced(message, text);
                        })
                        .toList();
    }

    private static ChatMessage replaced(ChatMessage message, String text) {
        return switch (message) {
            case SystemMessage _ -> SystemMessage.from(text);
            case AiMessage _ -> AiMessage.from(text);
            default -> UserMessage.from(text);
        };
    }
}
