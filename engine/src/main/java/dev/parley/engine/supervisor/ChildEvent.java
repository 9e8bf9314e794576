package dev.parley.engine.supervisor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is heard of a child. */
sealed interface ChildEvent {

    /** It does something that takes time. */
    record Loading(String message) implements ChildEvent {}

    /** It is this process, where it is not the one that was started. */
    record Identified(long pid) implements ChildEvent {}

    /** It listens. */
    record Ready(int port, String summary) implements ChildEvent {}

    /** It cannot run, and says why. */
    record Refused(EngineState.Failed.Kind kind, String message) implements ChildEvent {}

    /** Its process ended. */
    record Gone(int exitCode) implements ChildEvent {}

    /** Reads a line of the child's standard output; null for anything that is none of its events. */
    static @Nullable ChildEvent parse(JsonMapper json, String line) {
        JsonNode event;
        try {
            event = json.readTree(line);
        } catch (JsonProcessingException notJson) {
            return null;
        }
        return switch (event.path("event").asText("")) {
            case "loading" -> new Loading(event.path("message").asText("Loading"));
            case "ready" ->
                new Ready(event.path("port").asInt(), event.path("summary").asText(""));
            case "failed" ->
                new Refused(
                        kind(event.path("kind").asText("")),
                        event.path("message").asText("The engine cannot run and did not say why."));
            default -> null;
        };
    }

    private static EngineState.Failed.Kind kind(String name) {
        try {
            return EngineState.Failed.Kind.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            return EngineState.Failed.Kind.CRASH;
        }
    }
}
