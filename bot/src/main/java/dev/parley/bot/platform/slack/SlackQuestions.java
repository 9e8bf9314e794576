package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** The few questions that are asked of Slack before there is a bot. */
public final class SlackQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;

    private static final Set<String> NOBODYS = Set.of(
            "invalid_auth",
            "not_authed",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "not_allowed_token_type");

    private final String base;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * Asks nothing yet.
     *
     * @param settings where Slack is; its tokens do not matter
     */
    public SlackQuestions(SlackSettings settings) {
        this.base = settings.apiUrl().endsWith("/") ? settings.apiUrl() : settings.apiUrl() + "/";
    }

    /** Whose token it is, or whether it is good. */
    public sealed interface Answer {
        /**
         * A bot's.
         *
         * @param name the bot's
         * @param workspace the workspace's name
         * @param missing what it should be allowed and is not, as Slack writes it
         */
        record Bot(String name, String workspace, List<String> missing) implements Answer {
            /** Copies the list. */
            public Bot {
                missing = List.copyOf(missing);
            }
        }

        /** It opens Socket Mode. */
        record Socket() implements Answer {}

        /** Slack refuses it. */
        record Nobody() implements Answer {}

        /** It may not open sockets: it lacks {@code connections:write}. */
        record NoScope() implements Answer {}

        /** Socket Mode is off in the app's settings. */
        record SocketModeOff() implements Answer {}

        /**
         * That could not be found out.
         *
         * @param reason a few words
         */
        record Unknown(String reason) implements Answer {}
    }

    /**
     * Asks whose token this is; blocks for ten seconds at most.
     *
     * @param token a bot's
     * @throws InterruptedException if the thread is interrupted
     */
    public Answer bot(String token) throws InterruptedException {
        return ask(
                "auth.test",
                token,
                (answer, body) -> new Answer.Bot(line(body.path("user")), line(body.path("team")), missing(answer)));
    }

    /**
     * Asks whether a token opens Socket Mode, and opens nothing; blocks for ten seconds at most.
     *
     * @param token an app's
     * @throws InterruptedException if the thread is interrupted
     */
    public Answer socket(String token) throws InterruptedException {
        return ask("apps.connections.open", token, (_, _) -> new Answer.Socket());
    }

    /**
     * What goes without a scope.
     *
     * @param scope as Slack writes it
     * @return a sentence; empty for one that Parley does not ask for
     */
    public static String loss(String scope) {
        return Arrays.stream(SlackScope.values())
                .filter(each -> each.scope().equals(scope))
                .map(each -> each.loss(Words.english()))
                .findFirst()
                .orElse("");
    }

    private Answer ask(String method, String token, BiFunction<HttpResponse<String>, JsonNode, Answer> good)
            throws InterruptedException {
        try {
            HttpResponse<String> answer = ask(method, token);
            JsonNode body = json.readTree(answer.body());
            return answer.statusCode() == OK && body.path("ok").asBoolean()
                    ? good.apply(answer, body)
                    : refused(answer, body);
        } catch (JsonProcessingException e) {
            return new Answer.Unknown("its answer cannot be understood");
        } catch (IOException e) {
            return new Answer.Unknown(reason(e));
        }
    }

    private static Answer refused(HttpResponse<String> answer, JsonNode body) {
        String error = body.path("error").asText();
        if (NOBODYS.contains(error)) {
            return new Answer.Nobody();
        }
        return switch (error) {
            case "missing_scope", "no_permission" -> new Answer.NoScope();
            case "socket_mode_not_enabled" -> new Answer.SocketModeOff();
            default ->
                new Answer.Unknown(
                        answer.statusCode() == OK
                                ? error.replaceAll("[^a-z0-9_]", "?")
                                : "status " + answer.statusCode());
        };
    }

    private static List<String> missing(HttpResponse<String> answer) {
        return SlackScope.missing(SlackScope.granted(answer.headers().allValues("x-oauth-scopes"))).stream()
                .map(SlackScope::scope)
                .toList();
    }

    private HttpResponse<String> ask(String method, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + method))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(PATIENCE)
                .POST(BodyPublishers.noBody())
                .build();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    /** A name that somebody chose. */
    private static String line(JsonNode name) {
        return name.asText().replaceAll("\\s+", " ").strip();
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
