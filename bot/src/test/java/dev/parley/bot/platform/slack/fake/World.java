package dev.parley.bot.platform.slack.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Everybody and everything there is; its monitor guards it all. */
final class World {
    static final String TEAM = "T0PARLEY00";
    static final String OTHER_TEAM = "T0ELSEWHERE";
    static final String BOT_USER = "U0PARLEYBT";
    static final String BOT_ID = "B0PARLEY00";
    static final String APP = "A0PARLEY00";
    static final FakeUser BOT = new FakeUser(BOT_USER, TEAM, "parley", "Parley", "en-US", "Etc/UTC", true, false);

    final Pace pace;
    final Map<String, FakeUser> users = new LinkedHashMap<>();
    final Map<String, Place> places = new LinkedHashMap<>();
    final Map<String, UserGroup> groups = new LinkedHashMap<>();
    final Map<String, SharedFile> files = new LinkedHashMap<>();
    final Map<String, Trigger> triggers = new LinkedHashMap<>();
    final List<Post> ephemerals = new ArrayList<>();
    /** What the app's manifest asks for. */
    final TreeSet<String> scopes = new TreeSet<>(List.of(
            "app_mentions:read",
            "assistant:write",
            "channels:history",
            "channels:read",
            "chat:write",
            "chat:write.customize",
            "commands",
            "files:read",
            "files:write",
            "groups:history",
            "groups:read",
            "im:history",
            "im:write",
            "mpim:history",
            "mpim:read",
            "usergroups:read",
            "users:read"));

    /** Who administers the workspace, by id. */
    final Set<String> admins = new HashSet<>();

    /** Tests that share a database must not share people and channels. */
    private static final AtomicInteger WORLDS = new AtomicInteger();

    private static final int MOST_IDS = 100_000;

    private long lastMicros;
    private int counter = WORLDS.getAndIncrement() * MOST_IDS;

    /** People who can be called by one name. */
    record UserGroup(String id, String handle, List<String> members) {}

    /** A file that somebody shared or the bot uploaded. */
    record SharedFile(String id, String name, String type, byte[] bytes, String owner, String kind) {}

    /** What a person's click allows. */
    static final class Trigger {
        final String user;
        Instant until;
        boolean used;

        Trigger(String user, Duration life) {
            this.user = user;
            until = Instant.now().plus(life);
        }
    }

    World(Pace pace) {
        this.pace = pace;
        users.put(BOT_USER, BOT);
    }

    /** A time stamp that no message has yet: seconds and microseconds. */
    String nextTs() {
        lastMicros = Math.max(lastMicros + 1, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        return ts(lastMicros);
    }

    private static String ts(long micros) {
        return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
    }

    /** An id that begins with {@code letter}, unlike any other. */
    String nextId(String letter) {
        return String.format(Locale.ROOT, "%s0%08X", letter, 0xA1000 + ++counter * 37);
    }

    String newTrigger(String user) {
        var id = counter++ + ".1234567890." + nextId("x").toLowerCase(Locale.ROOT);
        triggers.put(id, new Trigger(user, pace.trigger()));
        return id;
    }

    FakeUser user(String id) {
        var user = users.get(id);
        if (user == null) {
            throw Refusal.of("user_not_found");
        }
        return user;
    }

    Place place(FakeChannel channel) {
        var place = places.get(channel.id());
        if (place == null) {
            throw new IllegalArgumentException("No channel " + channel.id() + " here");
        }
        return place;
    }

    /** What the bot can see of a conversation; hidden ones without it do not exist. */
    Place visible(String id) {
        var place = places.get(id);
        if (place == null || (place.isHidden() && !place.hasBot())) {
            throw Refusal.of("channel_not_found");
        }
        return place;
    }

    /** A conversation that the bot may write into. */
    Place writable(String id) {
        var place = visible(id);
        if (place.archived) {
            throw Refusal.of("is_archived");
        }
        if (!place.hasBot()) {
            throw Refusal.of("not_in_channel");
        }
        return place;
    }

    @Nullable Place direct(String user) {
        return places.values().stream()
                .filter(place -> place.handle.isDirect() && place.members.contains(user))
                .findFirst()
                .orElse(null);
    }

    Place openDirect(String user) {
        var known = direct(user);
        if (known != null) {
            return known;
        }
        var made = new Place(new FakeChannel(nextId("D"), "", FakeChannel.Kind.DIRECT));
        made.members.add(user);
        made.members.add(BOT_USER);
        places.put(made.handle.id(), made);
        return made;
    }
}
