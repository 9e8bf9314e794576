package dev.parley.bot.platform.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.words.Languages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.dv8tion.jda.api.Permission;

/** The few questions that are asked of Discord before there is a bot. */
public final class DiscordQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAGE = 200;
    private static final int MOST_PAGES = 10;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    /** GATEWAY_MESSAGE_CONTENT and GATEWAY_MESSAGE_CONTENT_LIMITED of Discord's application flags. */
    private static final long MESSAGE_CONTENT = 1 << 18 | 1 << 19;

    private final String base;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * Asks nothing yet.
     *
     * @param settings where Discord is; its token does not matter
     */
    public DiscordQuestions(DiscordSettings settings) {
        this.base = DiscordAddress.rest(settings);
    }

    /** Whose token it is. */
    public sealed interface Owner {
        /**
         * A bot's.
         *
         * @param id the bot's, also its application's
         * @param name the bot's name
         */
        record Bot(String id, String name) implements Owner {}

        /** Nobody's: Discord refuses it. */
        record Nobody() implements Owner {}

        /**
         * That could not be found out.
         *
         * @param reason a few words
         */
        record Unknown(String reason) implements Owner {}
    }

    /**
     * A server.
     *
     * @param id its snowflake
     * @param name its name, as somebody chose it
     */
    public record Server(String id, String name) {}

    /** Whether Discord shows the bot what people write who do not mention it. */
    public enum Content {
        /** It does: the message content intent is on. */
        READ,
        /** It does not. */
        WITHHELD,
        /** That could not be found out. */
        UNKNOWN
    }

    /**
     * The commands that people see, against those of this version; names, menu entries too.
     *
     * @param ours how many this version has
     * @param missing those that are not registered
     * @param changed those that are registered with other words or options
     * @param foreign those that are registered and not ours
     */
    public record Commands(int ours, List<String> missing, List<String> changed, List<String> foreign) {
        /** Copies the lists. */
        public Commands {
            missing = List.copyOf(missing);
            changed = List.copyOf(changed);
            foreign = List.copyOf(foreign);
        }
    }

    /**
     * Asks whose token this is; blocks for ten seconds at most.
     *
     * @param token one that {@link DiscordToken} finds nothing wrong with
     * @throws InterruptedException if the thread is interrupted
     */
    public Owner owner(String token) throws InterruptedException {
        try {
            var answer = ask("users/@me", token);
            if (answer.statusCode() == UNAUTHORIZED) {
                return new Owner.Nobody();
            }
            if (answer.statusCode() != OK) {
                return new Owner.Unknown("status " + answer.statusCode());
            }
            var body = json.readTree(answer.body());
            return new Owner.Bot(body.path("id").asText(), line(body.path("username")));
        } catch (JsonProcessingException e) {
            return new Owner.Unknown("its answer cannot be understood");
        } catch (IOException e) {
            return new Owner.Unknown(reason(e));
        }
    }

    /**
     * The servers that a bot is in; blocks.
     *
     * @param token of the bot
     * @return in Discord's order, by age; empty also where they cannot be asked for
     * @throws InterruptedException if the thread is interrupted
     */
    public List<Server> servers(String token) throws InterruptedException {
        var servers = new ArrayList<Server>();
        try {
            for (var page = 0; page < MOST_PAGES; page++) {
                var after =
                        servers.isEmpty() ? "" : "&after=" + servers.getLast().id();
                var answer = ask("users/@me/guilds?limit=" + PAGE + after, token);
                var body = answer.statusCode() == OK ? json.readTree(answer.body()) : MissingNode.getInstance();
                for (JsonNode server : body) {
                    servers.add(new Server(server.path("id").asText(), line(server.path("name"))));
                }
                if (body.size() < PAGE) {
                    break;
                }
            }
        } catch (IOException e) {
            // What is known by now is all that can be offered; ids can be typed.
        }
        return servers;
    }

    /**
     * Whether the message content intent is on in the developer portal. To ask for it at the gateway where it is off ends
     * the session for good, so it is looked up first; where Discord does not say, it counts as off.
     */
    boolean letsReadContent(String token) throws InterruptedException {
        return content(token) == Content.READ;
    }

    /**
     * Asks for the message content intent by the application's flags; blocks for ten seconds at most.
     *
     * @param token of the bot
     * @throws InterruptedException if the thread is interrupted
     */
    public Content content(String token) throws InterruptedException {
        try {
            var answer = ask("applications/@me", token);
            if (answer.statusCode() != OK) {
                return Content.UNKNOWN;
            }
            long flags = json.readTree(answer.body()).path("flags").asLong();
            return (flags & MESSAGE_CONTENT) == 0 ? Content.WITHHELD : Content.READ;
        } catch (IOException e) {
            return Content.UNKNOWN;
        }
    }

    /**
     * Asks which commands are registered everywhere; blocks for twenty seconds at most.
     *
     * @param token of the bot
     * @param languages the bot's own words
     * @return empty where Discord does not say
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<Commands> commands(String token, Languages languages) throws InterruptedException {
        try {
            var self = ask("applications/@me", token);
            if (self.statusCode() != OK) {
                return Optional.empty();
            }
            String id = json.readTree(self.body()).path("id").asText();
            var answer = ask("applications/" + id + "/commands?with_localizations=true", token);
            return answer.statusCode() == OK
                    ? Optional.of(RegisteredCommands.compare(json.readTree(answer.body()), languages))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The address under which somebody invites a bot, with the permissions that Parley needs.
     *
     * @param id the bot's
     */
    public static String inviteUrl(String id) {
        return "https://discord.com/oauth2/authorize?client_id=" + id + "&scope=bot+applications.commands&permissions="
                + Permission.getRaw(DiscordBot.PERMISSIONS);
    }

    private HttpResponse<String> ask(String path, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bot " + token)
                .header("User-Agent", "DiscordBot (https://discord.com/developers, 1)")
                .timeout(PATIENCE)
                .build();
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    /** A name that somebody chose. */
    private static String line(JsonNode name) {
        return name.asText().replaceAll("\\s+", " ").strip();
    }

    private static String reason(IOException e) {
        // Java's client says nothing more where a name server does not know a name, or does not answer.
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return "no name server knows its address";
            }
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
