package dev.parley.bot.platform.slack.fake;

import dev.parley.bot.platform.slack.fake.FakeChannel.Kind;
import java.util.Arrays;
import java.util.Locale;

/** Who and what there is in the workspace. */
abstract sealed class Workspace permits FakeSlack {
    final World world;

    Workspace(World world) {
        this.world = world;
    }

    /** The token for Socket Mode. */
    public String appToken() {
        return Tokens.APP;
    }

    /** The bot's token. */
    public String botToken() {
        return Tokens.BOT;
    }

    /** What request URLs are signed with. */
    public String signingSecret() {
        return RequestUrl.SECRET;
    }

    /** The workspace. */
    public String teamId() {
        return World.TEAM;
    }

    /** The bot's user. */
    public FakeUser botUser() {
        return World.BOT;
    }

    /** The bot's user id. */
    public String botUserId() {
        return World.BOT_USER;
    }

    /** The bot's id as the author of messages. */
    public String botId() {
        return World.BOT_ID;
    }

    /** The app. */
    public String appId() {
        return World.APP;
    }

    /** Gives the bot's token a scope that the manifest does not ask for so far. */
    public void grant(String scope) {
        synchronized (world) {
            world.scopes.add(scope);
        }
    }

    /** A member of the workspace. */
    public FakeUser user(String name) {
        return user(name, "en-US");
    }

    /** A member whose client is in this language, such as es-ES. */
    public FakeUser user(String name, String locale) {
        return person(World.TEAM, name, locale, false, false);
    }

    /** A guest with limited access. */
    public FakeUser guest(String name) {
        return person(World.TEAM, name, "en-US", false, true);
    }

    /** Somebody of another workspace, by Slack Connect. */
    public FakeUser stranger(String name) {
        return person(World.OTHER_TEAM, name, "en-US", false, false);
    }

    /** Another app's bot. */
    public FakeUser otherBot(String name) {
        return person(World.TEAM, name, "en-US", true, false);
    }

    /** Somebody administers the workspace that they belong to. */
    public void administers(FakeUser user) {
        synchronized (world) {
            world.admins.add(user.id());
        }
    }

    /** Somebody made a channel. */
    public void created(FakeUser user, FakeChannel channel) {
        synchronized (world) {
            world.place(channel).creator = user.id();
        }
    }

    private FakeUser person(String team, String name, String locale, boolean bot, boolean guest) {
        synchronized (world) {
            var user =
                    new FakeUser(world.nextId("U"), team, name, name + " Example", locale, "Europe/Madrid", bot, guest);
            world.users.put(user.id(), user);
            return user;
        }
    }

    /** A public channel that the bot is in. */
    public FakeChannel channel(String name) {
        return place(name, Kind.PUBLIC, true);
    }

    /** A public channel that the bot is not in. */
    public FakeChannel channelWithoutBot(String name) {
        return place(name, Kind.PUBLIC, false);
    }

    /** A private channel that the bot is in. */
    public FakeChannel privateChannel(String name) {
        return place(name, Kind.PRIVATE, true);
    }

    /** A public channel that is shared with another workspace. */
    public FakeChannel sharedChannel(String name) {
        synchronized (world) {
            var channel = place(name, Kind.PUBLIC, true);
            world.place(channel).shared = true;
            return channel;
        }
    }

    private FakeChannel place(String name, Kind kind, boolean withBot) {
        synchronized (world) {
            var place = new Place(new FakeChannel(world.nextId("C"), name, kind));
            if (withBot) {
                place.members.add(World.BOT_USER);
            }
            world.places.put(place.handle.id(), place);
            return place.handle;
        }
    }

    /** The direct messages with somebody. */
    public FakeChannel direct(FakeUser user) {
        synchronized (world) {
            return world.openDirect(user.id()).handle;
        }
    }

    /** Some people and the bot, outside channels. */
    public FakeChannel group(FakeUser... users) {
        synchronized (world) {
            var names = Arrays.stream(users)
                    .map(user -> user.name().toLowerCase(Locale.ROOT))
                    .toList();
            var channel = place("mpdm-" + String.join("--", names) + "-1", Kind.GROUP, true);
            Arrays.stream(users).forEach(user -> world.place(channel).members.add(user.id()));
            return channel;
        }
    }

    /** A user group with a handle. */
    public String userGroup(String handle, FakeUser... members) {
        synchronized (world) {
            var id = world.nextId("S");
            world.groups.put(
                    id,
                    new World.UserGroup(
                            id, handle, Arrays.stream(members).map(FakeUser::id).toList()));
            return id;
        }
    }

    /** Archives a channel. */
    public void archive(FakeChannel channel) {
        synchronized (world) {
            world.place(channel).archived = true;
        }
    }

    /** Takes the bot out of a channel. */
    public void kick(FakeChannel channel) {
        synchronized (world) {
            world.place(channel).members.remove(World.BOT_USER);
        }
    }
}
