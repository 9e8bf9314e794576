package dev.parley.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what the transport and LangChain4j throw into the five kinds that a caller tells apart. */
final class EngineErrors {

    private static final int QUOTED = 300;

    /** As vLLM, OpenAI and Ollama word it. */
    private static final Pattern CONTEXT_LIMIT = Pattern.compile(
            "maximum context length (?:is|of) (\\d{1,9})|maximum context length|exceed(?:s|ed) (?:the )?(?:max )?context");

    private static final Pattern PROMPT_LENGTH =
            Pattern.compile("(\\d{1,9}) (?:tokens )?in the messages|(?:requested|contains)(?: at least)? (\\d{1,9})");

    private EngineErrors() {}

    /** The error that an event carries in mid-stream ({@code data: {"error":{…}}}), as if it had been the answer's status. */
    static Optional<HttpException> inStream(ServerSentEvent event) {
        // Parsing every event twice would cost more than reading it; the word alone is no proof, the model may say it.
        if (!event.data().contains("\"error\"")) {
            return Optional.empty();
        }
        var error = Json.parse(event.data()).path("error");
        if (!error.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new HttpException(error.path("code").asInt(500), event.data()));
    }

    /** The kind of a failure, by the first cause that says something. */
    static EngineException of(Throwable failure, String partialText) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case EngineException known -> {
                    return known;
                }
                case HttpException http -> {
                    return ofStatus(http, partialText);
                }
                case com.fasterxml.jackson.core.JacksonException unreadable -> {
                    return new EngineException.ServerError(
                            "The engine sent something that is not JSON: " + unreadable.getOriginalMessage(),
                            partialText,
                            failure);
                }
                case ProtocolException broken -> {
                    return new EngineException.ServerError(
                            "The engine broke its protocol: " + broken.getMessage(), partialText, failure);
                }
                case IOException lost -> {
                    return lost(lost, partialText);
                }
                case TimeoutException slow -> {
                    return lost(slow, partialText);
                }
                default -> {
                    // Look further down.
                }
            }
        }
        return new EngineException.ServerError("The engine's answer failed: " + failure, partialText, failure);
    }

    private static EngineException lost(Exception cause, String partialText) {
        var detail = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new EngineException.Lost("The connection to the engine was lost: " + detail, partialText, cause);
    }

    private static EngineException ofStatus(HttpException http, String partialText) {
        var body = Optional.ofNullable(http.getMessage()).orElse("");
        var answer = Json.parse(body);
        // vLLM before 2025 sends the error itself, not wrapped.
        var error = answer.path("object").asText("").equals("error") ? answer : answer.path("error");
        var message = message(http.statusCode(), error, body);
        if (error.path("type").asText("").equals("exceed_context_size_error")) {
            return new EngineException.ContextExceeded(
                    message,
                    error.path("n_prompt_tokens").asInt(0),
                    error.path("n_ctx").asInt(0),
                    http);
        }
        int status = http.statusCode();
        var limit = CONTEXT_LIMIT.matcher(message);
        if (status == 400 && limit.find()) {
            return new EngineException.ContextExceeded(message, number(PROMPT_LENGTH, message), number(limit), http);
        }
        if (status == 401 || status == 403) {
            return new EngineException.Unauthorized(message, http);
        }
        if (status == 503) {
            // It is loading, or leaving.
            return new EngineException.Lost(message, partialText, http);
        }
        return status >= 400 && status < 500
                ? new EngineException.BadRequest(message, http)
                : new EngineException.ServerError(message, partialText, http);
    }

    private static int number(Pattern pattern, String message) {
        var found = pattern.matcher(message);
        return found.find() ? number(found) : 0;
    }

    /** The first group that took part; 0 where none did. */
    private static int number(Matcher found) {
        for (int i = 1; i <= found.groupCount(); i++) {
            if (found.group(i) != null) {
                return Integer.parseInt(found.group(i));
            }
        }
        return 0;
    }

    private static String message(int status, JsonNode error, String body) {
        // Some servers send {"error":"text"}.
        var said = error.isTextual() ? error.asText() : error.path("message").asText("");
        if (!said.isBlank()) {
            return said;
        }
        var quoted = body.length() > QUOTED ? body.substring(0, QUOTED) + "…" : body;
        return "The engine answered with status " + status + (quoted.isBlank() ? "." : ": " + quoted);
    }
}
