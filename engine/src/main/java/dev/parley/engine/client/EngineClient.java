package dev.parley.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bot's view of an engine. Every method blocks, so call it on a virtual thread; all are safe from many threads at
 * once. Nothing is sent twice: a caller that gets {@link EngineException.Lost} decides whether and when to try again.
 */
public final class EngineClient implements AutoCloseable {

    private final EngineHttpClient http;
    private final StreamingChatModel model;
    private final LongSupplier nanoTime;

    /**
     * A client with the usual limits.
     *
     * @param endpoint asked for the engine's address before each request
     */
    public EngineClient(EngineEndpoint endpoint) {
        this(endpoint, TransportLimits.DEFAULT, System::nanoTime);
    }

    /**
     * A client with limits and a clock of the caller's choice.
     *
     * @param endpoint asked for the engine's address before each request
     * @param limits how long it waits and how much it takes
     * @param nanoTime a clock that never goes back, in nanoseconds, as {@link System#nanoTime()}
     */
    public EngineClient(EngineEndpoint endpoint, TransportLimits limits, LongSupplier nanoTime) {
        this.http = new EngineHttpClient(endpoint, limits, nanoTime);
        this.nanoTime = nanoTime;
        this.model = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(new PreparedHttpClient(http))
                .baseUrl(EngineHttpClient.PLACEHOLDER + "/v1")
                .build();
    }

    /**
     * Has a reply generated and waits for its end. An interrupt of the calling thread cancels it too and stays set.
     *
     * @param request the prompt and how to answer it
     * @param cancellation stops the generation at any moment, in the queue and before the first token too
     * @param listener hears of progress and text on another thread, one call at a time
     * @return the reply; after a cancel what had arrived, as {@link FinishReason#CANCELLED}
     * @throws EngineException if it did not come to an end; {@link EngineException#partialText()} is what had arrived
     */
    public Completion generate(GenerationRequest request, Cancellation cancellation, GenerationListener listener) {
        var connection = new Cancellation();
        var generation = new Generation(listener, connection, nanoTime);
        try (var _ = cancellation.onCancel(generation::cancel)) {
            if (!cancellation.isCancelled()) {
                start(request, connection, generation);
            }
            return generation.await();
        }
    }

    private void start(GenerationRequest request, Cancellation connection, Generation generation) {
        var chat = ChatRequest.builder()
                .messages(request.messages())
                .parameters(parameters(request))
                .build();
        try {
            ScopedValue.where(EngineHttpClient.CANCELLATION, connection).run(() -> model.chat(chat, generation));
        } catch (RuntimeException notSent) {
            generation.onError(notSent);
        }
    }

    private static OpenAiChatRequestParameters parameters(GenerationRequest request) {
        var sampling = request.sampling();
        var extra = new LinkedHashMap<String, Object>();
        if (request.cacheKey() != null) {
            extra.put("prompt_cache_key", request.cacheKey());
        }
        extra.put("cache_prompt", request.cachePrompt());
        extra.put("return_progress", true);
        extra.put("top_k", sampling.topK());
        extra.put("min_p", sampling.minP());
        extra.put("repeat_penalty", sampling.repeatPenalty());
        if (sampling.seed() != null) {
            // Here and not in LangChain4j's own field, which is an int; in both it would be a duplicate key.
            extra.put("seed", sampling.seed());
        }
        return OpenAiChatRequestParameters.builder()
                .temperature(sampling.temperature())
                .topP(sampling.topP())
                .maxOutputTokens(request.maxTokens())
                .customParameters(extra)
                .build();
    }

    /**
     * Counts a prompt exactly as a generation with the same key would make it, remembered replies included.
     *
     * @param messages as in {@link GenerationRequest}
     * @param cacheKey the conversation's key, or null
     * @return the counts
     * @throws EngineException if the engine does not answer or refuses
     */
    public PromptTokens count(List<ChatMessage> messages, @Nullable String cacheKey) {
        var question = new LinkedHashMap<String, Object>();
        question.put("messages", messages.stream().map(WireMessage::of).toList());
        if (cacheKey != null) {
            question.put("prompt_cache_key", cacheKey);
        }
        question.put("add_generation_prompt", true);
        var answer = post("/tokenize", question);
        var perMessage = StreamSupport.stream(array(answer, "message_tokens").spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
        if (perMessage.size() != messages.size()) {
            throw new EngineException.ServerError(
                    "The engine counted " + perMessage.size() + " messages, but " + messages.size() + " were sent.",
                    "",
                    null);
        }
        return new PromptTokens(array(answer, "tokens").size(), perMessage);
    }

    /**
     * Counts a text alone, without any template.
     *
     * @param text may be empty
     * @return its tokens
     * @throws EngineException if the engine does not answer or refuses
     */
    public int count(String text) {
        return array(post("/tokenize", Map.of("content", text)), "tokens").size();
    }

    /**
     * Says what the engine runs.
     *
     * @return the model and its limits
     * @throws EngineException if the engine does not answer
     */
    public EngineProps props() {
        var props = send(HttpRequest.builder().method(HttpMethod.GET).url(EngineHttpClient.PLACEHOLDER, "/props"));
        return new EngineProps(
                props.path("model").asText(""),
                props.path("architecture").asText(""),
                props.path("quantisation").asText(""),
                props.path("n_ctx").asInt(),
                props.path("parallel").asInt(),
                props.path("pool").asInt(),
                props.path("n_vocab").asInt(),
                props.path("backend").asText(""),
                props.path("threads").asInt(),
                props.path("build").asText(""),
                props.path("tokenizer").asText(""));
    }

    /**
     * Erases all that the engine keeps of a conversation: states and remembered replies. Nothing kept is no error.
     *
     * @param cacheKey the conversation's key
     * @throws EngineException if the engine does not answer; what it held is gone with it if it died
     */
    public void forget(String cacheKey) {
        var key = URLEncoder.encode(cacheKey, StandardCharsets.UTF_8).replace("+", "%20");
        var _ = send(
                HttpRequest.builder().method(HttpMethod.DELETE).url(EngineHttpClient.PLACEHOLDER, "/v1/cache/" + key));
    }

    /** Ends every request at once. */
    @Override
    public void close() {
        http.close();
    }

    private JsonNode post(String path, Map<String, Object> question) {
        return send(HttpRequest.builder()
                .method(HttpMethod.POST)
                .url(EngineHttpClient.PLACEHOLDER, path)
                .addHeader("Content-Type", "application/json")
                .body(Json.write(question)));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            var answer = Json.parse(http.execute(request.build()).body());
            if (!answer.isObject()) {
                throw new EngineException.ServerError("The engine's answer is not JSON.", "", null);
            }
            return answer;
        } catch (RuntimeException e) {
            throw EngineErrors.of(e, "");
        }
    }

    private static JsonNode array(JsonNode answer, String field) {
        var array = answer.path(field);
        if (!array.isArray()) {
            throw new EngineException.ServerError("The engine's answer has no list \"" + field + "\".", "", null);
        }
        return array;
    }
}
