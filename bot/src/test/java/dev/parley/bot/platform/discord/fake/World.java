package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.dv8tion.jda.api.Permission;
import org.jspecify.annotations.Nullable;

/** What exists on this Discord. Whoever reads or changes it holds its lock. */
final class World {
    final Snowflakes ids = new Snowflakes();
    final FakeUser bot = new FakeUser(ids.next(), "parley", true);
    final Map<Long, FakeGuild> guilds = new LinkedHashMap<>();
    final Map<Long, Place> places = new LinkedHashMap<>();
    final Map<Long, FakeUser> users = new LinkedHashMap<>();
    final Map<Long, List<FakeRole>> roles = new LinkedHashMap<>();
    final Map<Long, Map<Long, Set<FakeRole>>> members = new LinkedHashMap<>();
    final Map<Long, ObjectNode> commands = new LinkedHashMap<>();
    final Map<Long, CalledInteraction> interactions = new LinkedHashMap<>();
    final Map<Long, Upload> files = new LinkedHashMap<>();
    final Map<Long, String> locales = new HashMap<>();
    final List<InteractionResponse> responses = new ArrayList<>();

    /** Whether the developer portal has the MESSAGE_CONTENT intent switched on. */
    boolean contentAllowed = true;

    World() {
        users.put(bot.id(), bot);
    }

    Place place(FakeChannel channel) {
        return place(channel.id());
    }

    private Place place(long id) {
        var place = places.get(id);
        if (place == null) {
            throw new IllegalArgumentException("No channel " + id + " here");
        }
        return place;
    }

    /** The channel for a request of the bot: 10003 where there is none, 50001 where the bot may not look. */
    Place visible(long id) {
        var place = places.get(id);
        if (place == null) {
            throw Refusal.unknownChannel();
        }
        var guild = guilds.get(place.handle.guildId());
        if ((guild != null && !guild.joined()) || !place.allows(Permission.VIEW_CHANNEL)) {
            throw Refusal.missingAccess();
        }
        return place;
    }

    StoredMessage message(long id) {
        return places.values().stream()
                .map(place -> place.messages.get(id))
                .filter(found -> found != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No message " + id + " here"));
    }

    @Nullable Place direct(FakeUser user) {
        return places.values().stream()
                .filter(place -> user.equals(place.recipient))
                .findFirst()
                .orElse(null);
    }

    Place openDirect(FakeUser user) {
        var known = direct(user);
        if (known != null) {
            return known;
        }
        var made = Place.direct(new FakeChannel(ids.next(), 0, 0, ""), user);
        places.put(made.handle.id(), made);
        return made;
    }

    void join(long guild, FakeUser user, List<FakeRole> granted) {
        users.put(user.id(), user);
        members.computeIfAbsent(guild, none -> new LinkedHashMap<>())
                .computeIfAbsent(user.id(), none -> new LinkedHashSet<>())
                .addAll(granted);
    }

    Set<FakeRole> rolesOf(long guild, FakeUser user) {
        return members.getOrDefault(guild, Map.of()).getOrDefault(user.id(), Set.of());
    }

    List<Place> channelsOf(long guild) {
        return places.values().stream()
                .filter(place -> place.handle.guildId() == guild && !place.handle.isThread())
                .toList();
    }

    List<Place> threadsOf(long guild) {
        return places.values().stream()
                .filter(place -> place.handle.guildId() == guild && place.handle.isThread() && !place.archived)
                .toList();
    }
}
