package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.slack.api.bolt.App;
import com.slack.api.bolt.request.Request;
import com.slack.api.bolt.request.RequestHeaders;
import com.slack.api.bolt.response.Response;
import com.slack.api.bolt.util.SlackRequestParser;
import com.slack.api.bolt.util.SlackRequestParser.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what Slack sends, by whichever way it came. Events go to one listener, all else (commands, buttons, modals,
 * shortcuts) to what is registered with the app. When this returns well, Slack may forget it.
 */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** Slack's library logs what it does not know as a whole, with what people wrote. */
    private static final Set<String> KNOWN =
            Set.of("block_actions", "block_suggestion", "message_action", "shortcut", "view_submission", "view_closed");

    private final App app;
    private final Consumer<SlackEvent> events;
    private final SlackRequestParser parser;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * Wires it.
     *
     * @param app what is registered for commands, buttons, modals and shortcuts; answers at once
     * @param events returns when the event is safe, and throws where it is not
     */
    Intake(App app, Consumer<SlackEvent> events) {
        this.app = app;
        this.events = events;
        this.parser = new SlackRequestParser(app.config());
    }

    /** The JSON of an envelope or a body. */
    JsonNode read(String text) throws JsonProcessingException {
        return json.readTree(text);
    }

    /** An event of the Events API. */
    void event(JsonNode request) {
        events.accept(SlackEvent.of(request));
    }

    /**
     * A command, a button, or the like from a socket.
     *
     * @return what goes back with the acknowledgement
     * @throws Exception if it was not dealt with
     */
    Response interaction(JsonNode payload) throws Exception {
        boolean known =
                payload.has("command") || KNOWN.contains(payload.path("type").asText());
        return known
                ? run(payload.toString(), true)
                : unknown(payload.path("type").asText());
    }

    /**
     * A request by HTTP, whose signature is right.
     *
     * @return what to answer
     * @throws Exception if it was not dealt with
     */
    Response request(String body, String contentType) throws Exception {
        if (!contentType.startsWith("application/x-www-form-urlencoded")) {
            JsonNode request = json.readTree(body);
            String type = request.path("type").asText();
            return switch (type) {
                case "url_verification" -> {
                    Response challenge = Response.ok();
                    challenge.setBody(request.path("challenge").asText());
                    yield challenge;
                }
                case "event_callback" -> {
                    event(request);
                    yield Response.ok();
                }
                default -> unknown(type);
            };
        }
        String payload = parameter(body, "payload");
        if (payload.isEmpty()) {
            return parameter(body, "command").isEmpty() ? unknown("form") : run(body, false);
        }
        String type = json.readTree(payload).path("type").asText();
        return KNOWN.contains(type) ? run(body, false) : unknown(type);
    }

    private Response run(String body, boolean socket) throws Exception {
        Request<?> request = parser.parse(HttpRequest.builder()
                .socketMode(socket)
                .requestUri("")
                .remoteAddress("")
                .queryString(Map.of())
                .requestBody(body)
                .headers(new RequestHeaders(Map.<String, List<String>>of()))
                .build());
        Response response = app.run(request);
        if (response.getStatusCode() == NOT_FOUND) {
            return unknown(request.getRequestType().toString());
        }
        return response;
    }

    /** It would come again and again if it were not acknowledged. */
    private static Response unknown(String type) {
        log.warn("Slack sent something that nothing here is for: {}", type.replaceAll("[^A-Za-z0-9_.-]", "?"));
        Response response = Response.ok();
        response.setStatusCode(OK);
        return response;
    }

    private static String parameter(String form, String name) {
        return Arrays.stream(form.split("&"))
                .filter(each -> each.startsWith(name + "="))
                .map(each -> URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }
}
