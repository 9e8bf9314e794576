package dev.parley.engine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.engine.core.PromptTooLongException;
import dev.parley.engine.models.ModelFileException;
import java.io.Serial;

/** A request that is answered with an error, in the shape that OpenAI and llama-server give it. */
final class ApiException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final transient ObjectNode details;

    ApiException(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.details = Json.object();
    }

    static ApiException invalid(String message) {
        return new ApiException(400, "invalid_request_error", message);
    }

    static ApiException notFound(String message) {
        return new ApiException(404, "not_found_error", message);
    }

    static ApiException of(RuntimeException cause) {
        if (cause instanceof ApiException api) {
            return api;
        }
        if (cause instanceof PromptTooLongException tooLong) {
            ApiException api = new ApiException(400, "exceed_context_size_error", String.valueOf(tooLong.getMessage()));
            api.details.put("n_prompt_tokens", tooLong.tokens()).put("n_ctx", tooLong.context());
            return api;
        }
        // Any model file that is read while the engine runs is one that a request named.
        if (cause instanceof IllegalArgumentException || cause instanceof ModelFileException) {
            return invalid(String.valueOf(cause.getMessage()));
        }
        return new ApiException(500, "server_error", String.valueOf(cause.getMessage()));
    }

    int status() {
        return status;
    }

    ObjectNode toJson() {
        ObjectNode root = Json.object();
        root.putObject("error")
                .put("code", status)
                .put("type", type)
                .put("message", getMessage())
                .setAll(details);
        return root;
    }
}
