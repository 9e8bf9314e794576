package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Who the bot is, where its gateway is, and which commands it has registered. */
final class SelfRoutes {
    private static final String GLOBAL = "/applications/{application_id}/commands";
    private static final String GUILD = "/applications/{application_id}/guilds/{guild_id}/commands";
    private static final String ONE = "/{command_id}";

    private final World world;
    private final Payloads payloads;
    private final Gateway gateway;

    SelfRoutes(World world, Payloads payloads, Gateway gateway) {
        this.world = world;
        this.payloads = payloads;
        this.gateway = gateway;
    }

    List<Route> routes() {
        var routes = new ArrayList<>(List.of(
                Route.of("GET", "/users/@me", Route.Budget.OTHER, call -> Answer.of(payloads.self())),
                Route.of("GET", "/users/@me/guilds", Route.Budget.OTHER, this::guilds),
                Route.of("GET", "/gateway", Route.Budget.OTHER, call -> Answer.of(url())),
                Route.of("GET", "/gateway/bot", Route.Budget.OTHER, call -> Answer.of(gatewayBot())),
                Route.of("GET", "/oauth2/applications/@me", Route.Budget.OTHER, call -> application()),
                Route.of("GET", "/applications/@me", Route.Budget.OTHER, call -> application())));
        for (String base : List.of(GLOBAL, GUILD)) {
            routes.add(Route.of("GET", base, Route.Budget.OTHER, this::list));
            routes.add(Route.of("PUT", base, Route.Budget.OTHER, this::replace));
            routes.add(Route.of("POST", base, Route.Budget.OTHER, this::create));
            routes.add(Route.of("GET", base + ONE, Route.Budget.OTHER, call -> Answer.of(command(call))));
            routes.add(Route.of("PATCH", base + ONE, Route.Budget.OTHER, this::change));
            routes.add(Route.of("DELETE", base + ONE, Route.Budget.OTHER, this::delete));
        }
        return routes;
    }

    private Answer application() {
        return Answer.of(payloads.application());
    }

    /** The bot's servers by id, a page at a time. */
    private Answer guilds(Call call) {
        var limit = call.query().getOrDefault("limit", "200");
        if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > 200) {
            throw Refusal.form("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 200.");
        }
        long after = Call.snowflake("after", call.query().getOrDefault("after", "0"));
        var page = Json.array();
        world.guilds.values().stream()
                .filter(guild -> guild.joined() && guild.id() > after)
                .sorted(Comparator.comparingLong(FakeGuild::id))
                .limit(Integer.parseInt(limit))
                .forEach(guild -> page.add(payloads.ownGuild(guild)));
        return Answer.of(page);
    }

    private ObjectNode url() {
        return Json.object().put("url", gateway.url());
    }

    private ObjectNode gatewayBot() {
        var json = url().put("shards", 1);
        json.putObject("session_start_limit")
                .put("total", 1000)
                .put("remaining", 999)
                .put("reset_after", 86_400_000)
                .put("max_concurrency", 1);
        return json;
    }

    /** The server of the request, 0 for the commands that are everywhere. */
    private long owner(Call call) {
        if (call.id("application_id") != world.bot.id()) {
            throw Refusal.of(403, 20012, "You are not authorized to perform this action on this application");
        }
        if (call.text("guild_id") == null) {
            return 0;
        }
        var guild = world.guilds.get(call.id("guild_id"));
        if (guild == null || !guild.joined()) {
            throw Refusal.missingAccess();
        }
        return guild.id();
    }

    private List<ObjectNode> of(long owner) {
        return world.commands.values().stream()
                .filter(command -> command.path("guild_id").asLong() == owner)
                .toList();
    }

    private Answer list(Call call) {
        var all = Json.array();
        of(owner(call)).forEach(all::add);
        return Answer.of(all);
    }

    private Answer replace(Call call) {
        long owner = owner(call);
        var before = of(owner);
        before.forEach(command -> world.commands.remove(command.path("id").asLong()));
        var all = Json.array();
        for (JsonNode command : call.body()) {
            var known = before.stream()
                    .filter(other -> sameName(other, command))
                    .findFirst()
                    .map(other -> other.path("id").asLong());
            all.add(store(owner, command, known.orElseGet(world.ids::next)));
        }
        return Answer.of(all);
    }

    private Answer create(Call call) {
        long owner = owner(call);
        var known =
                of(owner).stream().filter(other -> sameName(other, call.body())).findFirst();
        long id = known.map(other -> other.path("id").asLong()).orElseGet(world.ids::next);
        return new Answer(known.isPresent() ? 200 : 201, store(owner, call.body(), id));
    }

    private static boolean sameName(JsonNode one, JsonNode other) {
        return one.path("name").asText().equals(other.path("name").asText())
                && one.path("type").asInt(1) == other.path("type").asInt(1);
    }

    private ObjectNode store(long owner, JsonNode body, long id) {
        int type = body.path("type").asInt(1);
        if (type == 1 && !body.path("name").asText().matches("[-_'\\p{L}\\p{N}]{1,32}")) {
            throw Refusal.form("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
        if (type == 1 && body.path("description").asText("").isEmpty()) {
            throw Refusal.form("description", "BASE_TYPE_REQUIRED", "This field is required");
        }
        ObjectNode command = body.deepCopy();
        command.put("id", Payloads.id(id))
                .put("application_id", Payloads.id(world.bot.id()))
                .put("version", Payloads.id(world.ids.next()))
                .put("type", type)
                .put("description", body.path("description").asText(""));
        if (!command.has("default_member_permissions")) {
            command.putNull("default_member_permissions");
        }
        if (owner != 0) {
            command.put("guild_id", Payloads.id(owner));
        }
        world.commands.put(id, command);
        return command;
    }

    private ObjectNode command(Call call) {
        long owner = owner(call);
        var command = world.commands.get(call.id("command_id"));
        if (command == null || command.path("guild_id").asLong() != owner) {
            throw Refusal.of(404, 10063, "Unknown application command");
        }
        return command;
    }

    private Answer change(Call call) {
        ObjectNode merged = command(call).deepCopy();
        merged.setAll((ObjectNode) call.body());
        return Answer.of(store(owner(call), merged, merged.path("id").asLong()));
    }

    private Answer delete(Call call) {
        world.commands.remove(command(call).path("id").asLong());
        return Answer.NOTHING;
    }
}
