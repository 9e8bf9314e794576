package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may call what. */
final class Tokens {
    static final String APP = "xapp-1-" + World.APP + "-1-loopback";
    static final String BOT = "xoxb-1-1-loopback";

    private final World world;
    /** The error that the bot's token is answered with; empty while it is good. */
    volatile String refused = "";

    Tokens(World world) {
        this.world = world;
    }

    List<String> scopes() {
        synchronized (world) {
            return List.copyOf(world.scopes);
        }
    }

    void check(@Nullable String header, Map<String, JsonNode> arguments, Method method) {
        var body = arguments.get("token");
        var token = header != null && header.startsWith("Bearer ")
                ? header.substring("Bearer ".length())
                : body == null ? "" : body.asText();
        if (method.name().equals("api.test")) {
            return;
        }
        if (token.isEmpty()) {
            throw Refusal.of("not_authed");
        }
        boolean forApp = method.name().equals("apps.connections.open");
        if (!token.equals(APP) && !token.equals(BOT)) {
            throw Refusal.of("invalid_auth");
        }
        if (token.equals(BOT) && !refused.isEmpty()) {
            throw Refusal.of(refused);
        }
        if (forApp != token.equals(APP)) {
            throw Refusal.of("not_allowed_token_type");
        }
        if (!forApp && !method.scope().isEmpty()) {
            var scopes = scopes();
            if (List.of(method.scope().split("\\|", -1)).stream().noneMatch(scopes::contains)) {
                throw Refusal.scope(method.scope().replace('|', ','), String.join(",", scopes));
            }
        }
    }
}
