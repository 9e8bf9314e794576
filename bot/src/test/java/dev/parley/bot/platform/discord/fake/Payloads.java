package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import net.dv8tion.jda.api.Permission;

/** The world in Discord's JSON. */
final class Payloads {
    /** What everybody may do: look, write, open threads, use commands. */
    static final long EVERYONE = Permission.getRaw(
            Permission.VIEW_CHANNEL,
            Permission.MESSAGE_SEND,
            Permission.MESSAGE_SEND_IN_THREADS,
            Permission.MESSAGE_HISTORY,
            Permission.MESSAGE_ATTACH_FILES,
            Permission.USE_APPLICATION_COMMANDS);

    private static final long ALL = Permission.getRaw(Permission.values());
    private static final String LONG_AGO = "2024-01-01T00:00:00+00:00";

    private final World world;

    Payloads(World world) {
        this.world = world;
    }

    ObjectNode user(FakeUser user) {
        return Json.object()
                .put("id", id(user.id()))
                .put("username", user.name())
                .put("global_name", user.bot() ? null : user.name())
                .put("discriminator", user.bot() ? "0001" : "0")
                .putNull("avatar")
                .put("public_flags", 0)
                .put("flags", 0)
                .put("bot", user.bot());
    }

    ObjectNode self() {
        return user(world.bot)
                .put("mfa_enabled", false)
                .put("locale", "en-US")
                .put("verified", true)
                .putNull("email");
    }

    /** A member without the user, as it comes with messages. */
    ObjectNode member(long guild, FakeUser user) {
        var member = Json.object()
                .put("joined_at", LONG_AGO)
                .put("deaf", false)
                .put("mute", false)
                .put("flags", 0)
                .put("pending", false)
                .putNull("nick")
                .putNull("avatar")
                .putNull("premium_since")
                .putNull("communication_disabled_until");
        member.set(
                "roles",
                Json.ids(world.rolesOf(guild, user).stream().map(FakeRole::id).toList()));
        return member;
    }

    ObjectNode memberWithUser(long guild, FakeUser user) {
        var member = member(guild, user);
        member.set("user", user(user));
        return member;
    }

    /** What a person may do in a channel, as it comes with interactions. */
    long permissions(Place place, FakeUser user) {
        return world.rolesOf(place.handle.guildId(), user).stream()
                .mapToLong(FakeRole::permissions)
                .reduce(EVERYONE, (all, more) -> all | more);
    }

    /** A server in the list of those that the bot is in. */
    ObjectNode ownGuild(FakeGuild guild) {
        var json = Json.object()
                .put("id", id(guild.id()))
                .put("name", guild.name())
                .putNull("icon")
                .putNull("banner")
                .put("owner", false)
                .put("permissions", "0");
        json.putArray("features");
        return json;
    }

    /** Complete as JDA reads it: a gap keeps it from ever becoming ready. */
    ObjectNode guild(FakeGuild guild) {
        var json = guildHead(guild)
                .put("owner_id", id(1))
                .put("member_count", world.members.get(guild.id()).size())
                .put("afk_timeout", 300)
                .put("verification_level", 0)
                .put("default_message_notifications", 1)
                .put("explicit_content_filter", 0)
                .put("mfa_level", 0)
                .put("nsfw_level", 0)
                .put("premium_tier", 0)
                .put("premium_progress_bar_enabled", false)
                .put("system_channel_flags", 0)
                .put("large", false)
                .put("unavailable", false)
                .put("joined_at", LONG_AGO);
        var roles = json.putArray("roles");
        roles.add(role(new FakeRole(guild.id(), "@everyone", EVERYONE), 0));
        int position = 1;
        for (FakeRole role : world.roles.getOrDefault(guild.id(), List.of())) {
            roles.add(role(role, position++));
        }
        var channels = json.putArray("channels");
        world.channelsOf(guild.id()).forEach(place -> channels.add(channel(place)));
        var threads = json.putArray("threads");
        world.threadsOf(guild.id()).forEach(place -> threads.add(channel(place)));
        json.putArray("members").add(memberWithUser(guild.id(), world.bot));
        for (String empty : List.of(
                "guild_scheduled_events", "emojis", "stickers", "voice_states", "presences", "stage_instances")) {
            json.putArray(empty);
        }
        return json;
    }

    ObjectNode guildHead(FakeGuild guild) {
        var json = Json.object()
                .put("id", id(guild.id()))
                .put("name", guild.name())
                .put("preferred_locale", "en-US");
        json.put("locale", "en-US").putArray("features");
        return json;
    }

    private static ObjectNode role(FakeRole role, int position) {
        var json = Json.object()
                .put("id", id(role.id()))
                .put("name", role.name())
                .put("permissions", Long.toString(role.permissions()))
                .put("position", position)
                .put("color", 0)
                .put("hoist", false)
                .put("managed", false)
                .put("mentionable", true)
                .put("flags", 0);
        json.putObject("colors")
                .put("primary_color", 0)
                .putNull("secondary_color")
                .putNull("tertiary_color");
        return json;
    }

    ObjectNode channel(Place place) {
        var handle = place.handle;
        var json = Json.object()
                .put("id", id(handle.id()))
                .put("type", place.type)
                .put("flags", 0)
                .put(
                        "last_message_id",
                        place.messages.isEmpty()
                                ? null
                                : id(place.messages.lastEntry().getKey()));
        if (handle.isDirect()) {
            json.putArray("recipients").add(user(place.recipient));
            return json;
        }
        json.put("guild_id", id(handle.guildId())).put("name", place.name).put("rate_limit_per_user", 0);
        if (handle.isThread()) {
            json.put("parent_id", id(handle.parentId()))
                    .put("owner_id", id(place.owner))
                    .put("message_count", place.messages.size())
                    .put("total_message_sent", place.messages.size())
                    .put("member_count", 1);
            json.putObject("thread_metadata")
                    .put("archived", place.archived)
                    .put("locked", place.locked)
                    .put("auto_archive_duration", 1440)
                    .put("archive_timestamp", Instant.now().toString())
                    .put("create_timestamp", Instant.now().toString());
            if (place.owner == world.bot.id()) {
                json.putObject("member")
                        .put("id", id(handle.id()))
                        .put("user_id", id(place.owner))
                        .put("join_timestamp", Instant.now().toString())
                        .put("flags", 0);
            }
            return json;
        }
        json.put("position", 0).put("nsfw", false).putNull("topic").putNull("parent_id");
        json.putArray("permission_overwrites")
                .addObject()
                .put("id", id(world.bot.id()))
                .put("type", 1)
                .put("allow", Long.toString(place.permissions()))
                .put("deny", Long.toString(ALL & ~place.permissions()));
        return json;
    }

    /** The message as a reader sees it who has the right to its content, or has not. */
    ObjectNode message(StoredMessage message, boolean contentReadable) {
        var json = message.json.deepCopy();
        if (!contentReadable && !alwaysReadable(message)) {
            json.put("content", "").putArray("attachments");
            json.putArray("embeds");
            json.putArray("components");
        }
        var reference =
                message.json.path("message_reference").path("message_id").asLong();
        if (reference != 0) {
            var answered = message.place.messages.get(reference);
            if (answered == null) {
                json.putNull("referenced_message");
            } else {
                var inner = message(answered, contentReadable);
                inner.remove("referenced_message");
                json.set("referenced_message", inner);
            }
        }
        return json;
    }

    /** The same with what the gateway adds to it. */
    ObjectNode event(StoredMessage message, boolean contentReadable) {
        var json = message(message, contentReadable);
        long guild = message.place.handle.guildId();
        if (guild != 0) {
            json.put("guild_id", id(guild)).set("member", member(guild, message.author));
            json.path("mentions").forEach(mentioned -> {
                var user = world.users.get(mentioned.path("id").asLong());
                ((ObjectNode) mentioned).set("member", member(guild, user));
            });
        }
        return json;
    }

    private boolean alwaysReadable(StoredMessage message) {
        return message.place.handle.isDirect() || message.author.equals(world.bot) || message.mentions(world.bot);
    }

    ObjectNode application() {
        // GATEWAY_MESSAGE_CONTENT_LIMITED
        int flags = world.contentAllowed ? 1 << 19 : 0;
        var json = Json.object()
                .put("id", id(world.bot.id()))
                .put("name", world.bot.name())
                .put("description", "")
                .putNull("icon")
                .putNull("type")
                .put("verify_key", "0".repeat(64))
                .put("flags", flags)
                .put("flags_new", Integer.toString(flags))
                .put("bot_public", true)
                .put("bot_require_code_grant", false)
                .putNull("interactions_endpoint_url")
                .putNull("role_connections_verification_url")
                .put("approximate_guild_count", world.guilds.size())
                .put("approximate_user_install_count", 0)
                .put("approximate_user_authorization_count", 0)
                .put("explicit_content_filter", 0)
                .putNull("team");
        json.putArray("redirect_uris");
        json.putArray("eligible_oauth2_scopes");
        json.set("bot", user(world.bot));
        json.set("owner", user(new FakeUser(1, "owner", false)));
        json.putArray("tags");
        return json;
    }

    static String id(long id) {
        return Long.toUnsignedString(id);
    }
}
