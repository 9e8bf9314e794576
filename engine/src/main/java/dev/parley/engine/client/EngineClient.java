package dev.parley.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bot's view of an engine. Every method blocks, so call it on a virtual thread; all are safe from many threads at
 * once. Nothing is sent twice: a caller that gets {@link EngineException.Lost} decides whether and when to try again.
 */
public final class EngineClient implements AutoCloseable {

    /** Of a server that has no such place: not found, method not allowed, not implemented. */
    private static final Set<Integer> UNKNOWN = Set.of(404, 405, 501);

    private final EngineEndpoint endpoint;
    private final EngineHttpClient http;
    private final TokenCounts counts = new TokenCounts(this::post);
    private final StreamingChatModel model;
    private final LongSupplier nanoTime;

    /**
     * Tells the JDK's client, for the whole process, to keep an idle connection for a second, which may become four: it
     * wakes up a moment before the second is over, finds nothing to close, and looks again three seconds later (JDK 25).
     * llama-server and vLLM close theirs after five, and a request sent on one that is just being closed is lost: a POST
     * is not sent again. The JDK reads this once: to be called before the first of its clients is built. What somebody
     * set stays.
     */
    public static void limitIdleConnections() {
        System.getProperties().putIfAbsent("jdk.httpclient.keepalive.timeout", "1");
    }

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
        this.endpoint = endpoint;
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
        try {
            var features = features();
            var chat = ChatRequest.builder()
                    .messages(RequestFields.broken(request.messages(), features.controlTokens()))
                    .parameters(RequestFields.of(request, features))
                    .build();
            ScopedValue.where(EngineHttpClient.CANCELLATION, connection).run(() -> model.chat(chat, generation));
        } catch (RuntimeException notSent) {
            generation.onError(notSent);
        }
    }

    /**
     * Says what the engine is and has, without asking it.
     *
     * @return as it was found when its address was
     * @throws EngineException.Lost if there is no engine at the moment
     */
    public EngineFeatures features() {
        return endpoint.address().features();
    }

    /**
     * Counts a prompt as a generation with the same key would make it, remembered replies included: exactly, or, where
     * the server {@linkplain EngineFeatures#counts() does not count}, by a careful estimate.
     *
     * @param messages as in {@link GenerationRequest}
     * @param cacheKey the conversation's key, or null
     * @return the counts
     * @throws EngineException if the engine does not answer or refuses
     */
    public PromptTokens count(List<ChatMessage> messages, @Nullable String cacheKey) {
        var features = features();
        if (features.server() != ServerKind.PARLEY) {
            var broken = RequestFields.broken(messages, features.controlTokens());
            return counts.of(broken.stream().map(WireMessage::of).toList(), features);
        }
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
     * Counts a text alone, without any template; an estimate where the server does not count.
     *
     * @param text may be empty
     * @return its tokens
     * @throws EngineException if the engine does not answer or refuses
     */
    public int count(String text) {
        var features = features();
        return features.server() == ServerKind.PARLEY
                ? array(post("/tokenize", Map.of("content", text)), "tokens").size()
                : counts.of(features.controlTokens().broken(text), features);
    }

    /**
     * Gives the token ids that a generation with these messages would read, of Parley's own engine only.
     *
     * @param messages as in {@link GenerationRequest}; an assistant's message at the end is continued
     * @return the ids, of a conversation that the engine has seen nothing of
     * @throws EngineException if the engine does not answer or refuses
     */
    public List<Integer> tokens(List<ChatMessage> messages) {
        return tokens(messages, null);
    }

    /**
     * The same in a conversation, whose replies that the engine remembers have the very tokens that it wrote.
     *
     * @param messages as in {@link GenerationRequest}; an assistant's message at the end is continued
     * @param cacheKey the conversation's key; null for none
     * @return the ids
     * @throws EngineException if the engine does not answer or refuses
     */
    public List<Integer> tokens(List<ChatMessage> messages, @Nullable String cacheKey) {
        requireEcho();
        var question = new LinkedHashMap<String, Object>();
        question.put("messages", messages.stream().map(WireMessage::of).toList());
        if (cacheKey != null) {
            question.put("prompt_cache_key", cacheKey);
        }
        question.put("tokens", true);
        return StreamSupport.stream(
                        array(post("/apply-template", question), "tokens").spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    /**
     * Says what the engine runs.
     *
     * @return the model and its limits
     * @throws EngineException if the engine does not answer
     */
    public EngineProps props() {
        var features = features();
        if (features.server() != ServerKind.PARLEY) {
            return EngineProps.of(features);
        }
        var props = send(getting("/props"));
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
     * Says what the engine holds.
     *
     * @return states and memory; empty where the server is not Parley's own, which does not say
     * @throws EngineException if the engine does not answer
     */
    public Optional<EngineUse> use() {
        if (features().server() != ServerKind.PARLEY) {
            return Optional.empty();
        }
        var props = send(getting("/props"));
        var states = props.path("states");
        return Optional.of(new EngineUse(
                states.path("count").asInt(),
                states.path("bytes").asLong(),
                states.path("files").asInt(),
                states.path("file_bytes").asLong(),
                props.path("memory").path("resident").asLong()));
    }

    /**
     * Lists the LoRA adapters that the engine has loaded.
     *
     * @return the adapters; empty where the server knows nothing of adapters, such as Ollama and vLLM
     * @throws EngineException if the engine does not answer
     */
    public Optional<List<LoadedAdapter>> adapters() {
        if (!features().adapters()) {
            return Optional.empty();
        }
        return ifKnown(getting("/lora-adapters")).map(answer -> {
            if (!answer.isArray()) {
                throw new EngineException.ServerError("The engine's answer is no list of adapters.", "", null);
            }
            return StreamSupport.stream(answer.spliterator(), false)
                    .map(each -> new LoadedAdapter(
                            each.path("id").asInt(),
                            each.path("path").asText(""),
                            each.path("sha256").asText("")))
                    .toList();
        });
    }

    /**
     * Has the engine load a LoRA adapter, or says which one it is if it has it.
     *
     * @param file the GGUF file, on the engine's machine
     * @param sha256 of its bytes, 64 lower-case hexadecimal digits
     * @return its id; empty where the server loads no adapters while it runs, as all but Parley's own engine
     * @throws EngineException.BadRequest if the adapter cannot be used; the message says why
     * @throws EngineException if the engine does not answer
     */
    public OptionalInt loadAdapter(Path file, String sha256) {
        if (features().server() != ServerKind.PARLEY) {
            return OptionalInt.empty();
        }
        var question = Map.<String, Object>of("path", file.toAbsolutePath().toString(), "sha256", sha256);
        return ifKnown(posting("/lora-adapters/load", question)).stream()
                .mapToInt(answer -> {
                    if (!answer.path("id").isInt()) {
                        throw new EngineException.ServerError("The engine did not say the adapter's id.", "", null);
                    }
                    return answer.path("id").asInt();
                })
                .findFirst();
    }

    /**
     * Has a text read, and says how likely the model found each of its tokens. Nothing is generated.
     *
     * @param tokens the text's token ids, at least 1
     * @param likeliest how many of the likeliest tokens are wanted for each place, 0 to 20
     * @param adapters the adapters that it is read with
     * @return one for each token after the first, in order
     * @throws EngineException if the engine does not answer or refuses
     */
    public List<EchoedToken> echo(List<Integer> tokens, int likeliest, List<AdapterUse> adapters) {
        requireEcho();
        var question = new LinkedHashMap<String, Object>();
        question.put("prompt", tokens);
        question.put("echo", true);
        question.put("max_tokens", 0);
        question.put("logprobs", likeliest);
        if (!adapters.isEmpty()) {
            question.put("lora", RequestFields.wire(adapters));
        }
        return Echo.read(post("/v1/completions", question), tokens.size());
    }

    private void requireEcho() {
        if (features().lacks().contains(Lack.ECHO)) {
            throw new EngineException.BadRequest(
                    features().server().title() + " does not say how likely a given text is.", null);
        }
    }

    /**
     * Erases all that the engine keeps of a conversation: states and remembered replies. Nothing kept is no error. A
     * server that {@linkplain Lack#FORGETTING cannot forget} is not asked.
     *
     * @param cacheKey the conversation's key
     * @throws EngineException if the engine does not answer; what it held is gone with it if it died
     */
    public void forget(String cacheKey) {
        if (features().server() != ServerKind.PARLEY) {
            return;
        }
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
        return send(posting(path, question));
    }

    private static HttpRequest.Builder posting(String path, Map<String, Object> question) {
        return HttpRequest.builder()
                .method(HttpMethod.POST)
                .url(EngineHttpClient.PLACEHOLDER, path)
                .addHeader("Content-Type", "application/json")
                .body(Json.write(question));
    }

    private static HttpRequest.Builder getting(String path) {
        return HttpRequest.builder().method(HttpMethod.GET).url(EngineHttpClient.PLACEHOLDER, path);
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

    /** The same for what not every server has; nothing where this one does not. */
    private Optional<JsonNode> ifKnown(HttpRequest.Builder request) {
        try {
            return Optional.of(Json.parse(http.execute(request.build()).body()));
        } catch (HttpException e) {
            if (UNKNOWN.contains(e.statusCode())) {
                return Optional.empty();
            }
            throw EngineErrors.of(e, "");
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
