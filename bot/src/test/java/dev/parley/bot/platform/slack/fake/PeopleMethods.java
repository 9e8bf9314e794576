package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Who is who: the bot itself, users, bots and groups. */
final class PeopleMethods {
    private final World world;
    private final Payloads payloads;
    private final SocketMode sockets;
    /** Whether apps.connections.open works. */
    volatile boolean connections = true;

    PeopleMethods(World world, Payloads payloads, SocketMode sockets) {
        this.world = world;
        this.payloads = payloads;
        this.sockets = sockets;
    }

    List<Method> methods() {
        return List.of(
                // The reference says one a minute and more; the SDK opens two at its start and Slack lets it.
                Method.of("apps.connections.open", 20, "", "", "", this::connect),
                Method.of("auth.test", 600, "", "", "", this::self),
                Method.of("api.test", 600, "", "", "error foo", call -> Json.ok()),
                Method.of("users.info", 100, "users:read", "user", "include_locale", this::user)
                        .formOnly(),
                Method.of("bots.info", 50, "users:read", "", "bot team_id", this::bot)
                        .formOnly(),
                Method.of("team.info", 50, "team:read", "", "team domain", this::team)
                        .formOnly(),
                Method.of(
                                "usergroups.list",
                                20,
                                "usergroups:read",
                                "",
                                "include_count include_disabled include_users team_id",
                                this::groups)
                        .formOnly(),
                Method.of(
                                "usergroups.users.list",
                                20,
                                "usergroups:read",
                                "usergroup",
                                "include_disabled team_id",
                                this::members)
                        .formOnly());
    }

    private ObjectNode connect(Call call) {
        if (!connections) {
            throw Refusal.of("internal_error");
        }
        if (!sockets.enabled) {
            throw Refusal.of("socket_mode_not_enabled");
        }
        return Json.ok().put("url", sockets.newAddress());
    }

    private ObjectNode self(Call call) {
        return Json.ok()
                .put("url", "https://parley.slack.example/")
                .put("team", "Parley")
                .put("user", World.BOT.name())
                .put("team_id", World.TEAM)
                .put("user_id", World.BOT_USER)
                .put("bot_id", World.BOT_ID)
                .put("is_enterprise_install", false);
    }

    private ObjectNode user(Call call) {
        var user = world.user(call.text("user"));
        var json = payloads.user(user);
        if (call.flag("include_locale") && !user.isStranger()) {
            json.put("locale", user.locale());
        }
        var answer = Json.ok();
        answer.set("user", json);
        return answer;
    }

    private ObjectNode bot(Call call) {
        var id = call.text("bot");
        var owner = id.equals(World.BOT_ID) ? World.BOT_USER : "U" + id.substring(Math.min(1, id.length()));
        var user = world.users.get(owner);
        if (user == null || !user.bot()) {
            throw Refusal.of("bot_not_found");
        }
        var answer = Json.ok();
        answer.putObject("bot")
                .put("id", id)
                .put("deleted", false)
                .put("name", user.realName())
                .put("user_id", user.id())
                .put("app_id", id.equals(World.BOT_ID) ? World.APP : "A" + id.substring(1));
        return answer;
    }

    private ObjectNode team(Call call) {
        var answer = Json.ok();
        answer.putObject("team").put("id", World.TEAM).put("name", "Parley").put("domain", "parley");
        return answer;
    }

    private ObjectNode groups(Call call) {
        var answer = Json.ok();
        var list = answer.putArray("usergroups");
        world.groups.values().forEach(group -> {
            var json = list.addObject()
                    .put("id", group.id())
                    .put("team_id", World.TEAM)
                    .put("is_usergroup", true)
                    .put("name", group.handle())
                    .put("handle", group.handle())
                    .put("date_delete", 0);
            if (call.flag("include_users")) {
                var users = json.putArray("users");
                group.members().forEach(users::add);
            }
        });
        return answer;
    }

    private ObjectNode members(Call call) {
        var group = world.groups.get(call.text("usergroup"));
        if (group == null) {
            throw Refusal.of("no_such_subteam");
        }
        var answer = Json.ok();
        var users = answer.putArray("users");
        group.members().forEach(users::add);
        return answer;
    }
}
