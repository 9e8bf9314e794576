package dev.parley.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what answers at an address, by asking what each kind of server documents: {@code /v1/models} of all,
 * {@code /props}, {@code /apply-template}, {@code /tokenize} and {@code /lora-adapters} of llama-server and Parley,
 * {@code /version} and {@code /tokenize} of vLLM, {@code /api/version}, {@code /api/ps} and {@code /api/show} of Ollama.
 */
public final class FeatureProbe implements AutoCloseable {

    private static final TransportLimits LIMITS =
            new TransportLimits(Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 20, 16 << 20);
    private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);
    private static final Pattern CONTEXT_PARAMETER = Pattern.compile("(?m)^\\s*num_ctx\\s+(\\d{1,9})\\s*$");
    private static final String PROBE = "a";

    /**
     * Where the person said what is wrong, for messages.
     *
     * @param url where the address is set
     * @param model where the model is chosen
     * @param key where the key is set
     */
    public record Words(String url, String model, String key) {
        /** Those of the configuration. */
        public static final Words SETTINGS =
                new Words("engine.url", "engine.model", "engine.api-key (as ${NAME} of an environment variable)");
    }

    private final Words words;
    private final EngineEndpoint.Address address;
    private final EngineHttpClient http;

    /**
     * A probe that has asked nothing yet.
     *
     * @param base scheme, host, port and what stands before {@code /v1}
     * @param token the server's key; empty for none
     * @param words how messages name what was set
     */
    public FeatureProbe(URI base, String token, Words words) {
        this.words = words;
        this.address = new EngineEndpoint.Address(base, token);
        this.http = new EngineHttpClient(() -> address, LIMITS, System::nanoTime);
    }

    /**
     * The address without what is asked for there.
     *
     * @param url that may end in a slash, {@code /v1}, or the whole path of a chat request
     * @return what stands before {@code /v1}
     */
    public static URI base(URI url) {
        return URI.create(url.toString()
                .replaceFirst("/+$", "")
                .replaceFirst("/v1(/chat/completions|/models)?$", "")
                .replaceFirst("/+$", ""));
    }

    /**
     * Whether anything answers there as an engine that can be asked would.
     *
     * @return false where nobody listens, or it is still loading
     */
    public boolean answers() {
        try {
            var _ = ask(HttpMethod.GET, "/v1/models", null);
            return true;
        } catch (EngineException notNow) {
            return false;
        }
    }

    /**
     * Asks.
     *
     * @param wanted the model that shall answer; null where the server has only one
     * @return what it has
     * @throws EngineException.Lost if nobody answers, or not yet: worth another try
     * @throws EngineException if it cannot be used as things are; the message says why and what to do
     */
    public EngineFeatures probe(@Nullable String wanted) {
        var models = models();
        var props = ask("/props");
        if (props.path("tokenizer").isTextual() && props.path("n_ctx").isInt()) {
            return new EngineFeatures(
                    ServerKind.PARLEY, text(props, "build"), "", ids(models), 0, true, true, ControlTokens.NONE);
        }
        if (props.path("default_generation_settings").isObject()) {
            return llamaServer(props, chosen(wanted, models), models);
        }
        var ollama = ask("/api/version");
        if (ollama.path("version").isTextual()) {
            var model = chosen(wanted, models);
            return features(
                    ServerKind.OLLAMA, text(ollama, "version"), model, models, ollamaContext(model), false, false);
        }
        var vllm = ask("/version");
        if (vllm.path("version").isTextual() || ownedBy(models, "vllm")) {
            var model = chosen(wanted, models);
            boolean counts = vllmCounts(model);
            return features(
                    ServerKind.VLLM, text(vllm, "version"), model, models, context(models, model), counts, false);
        }
        var model = chosen(wanted, models);
        return features(ServerKind.OPENAI, "", model, models, context(models, model), false, false);
    }

    private EngineFeatures llamaServer(JsonNode props, String model, List<JsonNode> models) {
        var settings = props.path("default_generation_settings");
        var adapters = ask("/lora-adapters");
        return features(
                ServerKind.LLAMA_SERVER,
                text(props, "build_info"),
                model,
                models,
                settings.path("n_ctx").asInt(),
                llamaServerCounts(),
                adapters.isArray());
    }

    private static EngineFeatures features(
            ServerKind kind,
            String version,
            String model,
            List<JsonNode> models,
            int context,
            boolean counts,
            boolean adapters) {
        return new EngineFeatures(kind, version, model, ids(models), context, counts, adapters, ControlTokens.KNOWN);
    }

    private boolean llamaServerCounts() {
        var message = List.of(Map.of("role", "user", "content", PROBE));
        return ask("/apply-template", Map.of("messages", message))
                        .path("prompt")
                        .isTextual()
                && ask("/tokenize", Map.of("content", PROBE)).path("tokens").isArray();
    }

    private boolean vllmCounts(String model) {
        var message = List.of(Map.of("role", "user", "content", PROBE));
        return ask("/tokenize", Map.of("model", model, "messages", message))
                .path("count")
                .isInt();
    }

    /** What is set aside where the model runs now, else what its Modelfile says, else Ollama's own default. */
    private int ollamaContext(String model) {
        for (var running : ask("/api/ps").path("models")) {
            if (isModel(model, text(running, "name"))
                    && running.path("context_length").asInt() > 0) {
                return running.path("context_length").asInt();
            }
        }
        var parameters = CONTEXT_PARAMETER.matcher(text(ask("/api/show", Map.of("model", model)), "parameters"));
        return parameters.find() ? Integer.parseInt(parameters.group(1)) : EngineFeatures.USUAL_CONTEXT;
    }

    private static int context(List<JsonNode> models, String model) {
        return models.stream()
                .filter(each -> text(each, "id").equals(model))
                .mapToInt(each -> each.path("max_model_len").asInt())
                .findFirst()
                .orElse(0);
    }

    private List<JsonNode> models() {
        var answer = ask(HttpMethod.GET, "/v1/models", null);
        if (!answer.path("data").isArray()) {
            throw new EngineException.BadRequest(
                    "What answers at " + address + " is no OpenAI-compatible server: " + address
                            + "/v1/models gave no list of models. Check " + words.url()
                            + ": the address of the server, with or without /v1.",
                    null);
        }
        var models = new ArrayList<JsonNode>();
        answer.path("data").forEach(models::add);
        return models;
    }

    /** The one that is wanted, or the only one; adapters that vLLM lists as models of their own are none to choose from. */
    private String chosen(@Nullable String wanted, List<JsonNode> models) {
        var names = ids(models);
        if (wanted != null) {
            return names.stream()
                    .filter(name -> isModel(wanted, name))
                    .findFirst()
                    .orElseThrow(() -> new EngineException.BadRequest(
                            "The server at " + address + " has no model '" + wanted + "'. It has: " + list(names)
                                    + ". Set " + words.model() + " to one of these.",
                            null));
        }
        var bases = models.stream()
                .filter(each -> !each.path("parent").isTextual())
                .map(each -> text(each, "id"))
                .toList();
        if (bases.size() != 1) {
            throw new EngineException.BadRequest(
                    bases.isEmpty()
                            ? "The server at " + address
                                    + " has no model yet. Load one there (Ollama: ollama pull NAME)."
                            : "The server at " + address + " has several models: " + list(bases) + ". Set "
                                    + words.model() + " to one of these.",
                    null);
        }
        return bases.getFirst();
    }

    /** Ollama's names have a tag, {@code latest} where nobody says another; llama-server's may be the file's path. */
    private static boolean isModel(String wanted, String name) {
        return name.equals(wanted)
                || name.equals(wanted + ":latest")
                || name.substring(name.lastIndexOf('/') + 1).equals(wanted + ".gguf");
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static List<String> ids(List<JsonNode> models) {
        return models.stream().map(each -> text(each, "id")).toList();
    }

    private static boolean ownedBy(List<JsonNode> models, String owner) {
        return models.stream().anyMatch(each -> text(each, "owned_by").equals(owner));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }

    /** What this kind of server may have; missing where it has not. */
    private JsonNode ask(String path) {
        return ifAnswered(HttpMethod.GET, path, null);
    }

    private JsonNode ask(String path, Map<String, ?> question) {
        return ifAnswered(HttpMethod.POST, path, question);
    }

    private JsonNode ifAnswered(HttpMethod method, String path, @Nullable Map<String, ?> question) {
        try {
            return ask(method, path, question);
        } catch (EngineException.Lost e) {
            throw e;
        } catch (EngineException notServed) {
            return MissingNode.getInstance();
        }
    }

    private JsonNode ask(HttpMethod method, String path, @Nullable Map<String, ?> question) {
        var request = HttpRequest.builder().method(method).url(EngineHttpClient.PLACEHOLDER, path);
        if (question != null) {
            request.addHeader("Content-Type", "application/json").body(Json.write(question));
        }
        try {
            return Json.parse(http.execute(request.build()).body());
        } catch (HttpException e) {
            throw refused(e, path);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SSLException) {
                    throw new EngineException.BadRequest(
                            "The server at " + address + " cannot be spoken to by https: " + cause.getMessage()
                                    + ". Check " + words.url()
                                    + "; a certificate of your own has to be in Java's trust store.",
                            e);
                }
            }
            throw EngineErrors.of(e, "");
        }
    }

    private EngineException refused(HttpException e, String path) {
        if (LATER.contains(e.statusCode())) {
            return new EngineException.Lost(
                    "The server at " + address + " is not ready (status " + e.statusCode() + ").", "", e);
        }
        if (e.statusCode() == 401 || e.statusCode() == 403) {
            return new EngineException.Unauthorized(
                    "The server at " + address + (address.token().isEmpty() ? " wants a key" : " refuses the key")
                            + ": set " + words.key() + " to the one it was started with.",
                    e);
        }
        return new EngineException.BadRequest(
                "What answers at " + address + " has no " + path + " (status " + e.statusCode()
                        + "), so it is no OpenAI-compatible server, or the path before /v1 is another. Check "
                        + words.url() + ".",
                e);
    }

    /** Ends it. */
    @Override
    public void close() {
        http.close();
    }
}
