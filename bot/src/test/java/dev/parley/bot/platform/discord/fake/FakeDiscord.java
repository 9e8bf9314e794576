package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import net.dv8tion.jda.api.Permission;

/**
 * A Discord on the loopback. Set up servers, channels and people; let them write, edit, call and press; read what the bot
 * made of it. {@link #violations} must be empty at the end of a test.
 */
public final class FakeDiscord implements AutoCloseable {
    /** What the bot may do in a channel unless a test says otherwise. */
    public static final List<Permission> USUAL = List.of(
            Permission.VIEW_CHANNEL,
            Permission.MESSAGE_SEND,
            Permission.MESSAGE_SEND_IN_THREADS,
            Permission.CREATE_PUBLIC_THREADS,
            Permission.MESSAGE_HISTORY,
            Permission.MESSAGE_ATTACH_FILES,
            Permission.MESSAGE_EMBED_LINKS);

    private static final String TOKEN = "MTA.fake-token-of-the-loopback.discord";

    private final World world = new World();
    private final Payloads payloads = new Payloads(world);
    private final Gateway gateway = new Gateway(world, payloads, TOKEN);
    private final RestServer rest;
    private final Messages messages;
    private final ChannelRoutes channels;
    private final Callers callers;
    private final Faults faults;

    private FakeDiscord() throws IOException {
        rest = new RestServer(world, TOKEN);
        messages = new Messages(world, payloads, gateway, rest.origin());
        channels = new ChannelRoutes(world, payloads, messages, gateway);
        callers = new Callers(world, payloads, gateway);
        faults = new Faults(world, payloads, gateway, rest);
    }

    /** Starts both servers on free ports of 127.0.0.1. */
    public static FakeDiscord start() {
        try {
            var discord = new FakeDiscord();
            discord.gateway.listen();
            var routes = new ArrayList<>(discord.channels.routes());
            routes.addAll(new SelfRoutes(discord.world, discord.payloads, discord.gateway).routes());
            routes.addAll(new InteractionRoutes(discord.world, discord.payloads, discord.messages).routes());
            discord.rest.start(routes);
            return discord;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the gateway started", e);
        }
    }

    /** The base of REST, without a slash at the end. */
    public String apiUrl() {
        return rest.origin() + RestServer.BASE;
    }

    /** The gateway's address. */
    public String gatewayUrl() {
        return gateway.url();
    }

    /** The one token that is right. */
    public String token() {
        return TOKEN;
    }

    /** The bot's own account; its id is the application's too. */
    public FakeUser botUser() {
        return world.bot;
    }

    /** What can be made to go wrong. */
    public Faults faults() {
        return faults;
    }

    /** Whether requests are held against Discord's own description. */
    public boolean validates() {
        return rest.validates();
    }

    /** A server that the bot is in. */
    public FakeGuild guild(long id, String name) {
        return guild(new FakeGuild(id, name, true));
    }

    /** A server that the bot is not in: only its installers' interactions come from there. */
    public FakeGuild foreignGuild(long id, String name) {
        return guild(new FakeGuild(id, name, false));
    }

    private FakeGuild guild(FakeGuild guild) {
        synchronized (world) {
            world.guilds.put(guild.id(), guild);
            if (guild.joined()) {
                world.join(guild.id(), world.bot, List.of());
                gateway.dispatch(Event.of("GUILD_CREATE", Flags.GUILDS, payloads.guild(guild)));
            }
            return guild;
        }
    }

    /** A text channel where the bot may do what is {@link #USUAL}. */
    public FakeChannel channel(FakeGuild guild, long id, String name) {
        return channel(guild, id, name, EnumSet.copyOf(USUAL));
    }

    /** A text channel with exactly these permissions of the bot. */
    public FakeChannel channel(FakeGuild guild, long id, String name, EnumSet<Permission> permissions) {
        synchronized (world) {
            var place = Place.channel(new FakeChannel(id, guild.id(), 0, name), Permission.getRaw(permissions));
            world.places.put(id, place);
            if (guild.joined()) {
                gateway.dispatch(Event.of("CHANNEL_CREATE", Flags.GUILDS, payloads.channel(place)));
            }
            return place.handle;
        }
    }

    /** A role of a server; made before the bot connects. */
    public FakeRole role(FakeGuild guild, long id, String name, Permission... permissions) {
        synchronized (world) {
            var role = new FakeRole(id, name, Permission.getRaw(permissions));
            world.roles.computeIfAbsent(guild.id(), none -> new ArrayList<>()).add(role);
            return role;
        }
    }

    /** A person who is in no server yet. */
    public FakeUser user(long id, String name) {
        return user(new FakeUser(id, name, false));
    }

    /** Another bot. */
    public FakeUser otherBot(long id, String name) {
        return user(new FakeUser(id, name, true));
    }

    private FakeUser user(FakeUser user) {
        synchronized (world) {
            world.users.put(user.id(), user);
            return user;
        }
    }

    /** Somebody's client is in this language from now on, such as "es-ES"; before, it is in American English. */
    public void speaks(FakeUser user, String locale) {
        synchronized (world) {
            world.locales.put(user.id(), locale);
        }
    }

    /** Makes somebody a member, with roles. */
    public void join(FakeGuild guild, FakeUser user, FakeRole... roles) {
        synchronized (world) {
            world.join(guild.id(), user, Arrays.asList(roles));
        }
    }

    /** The direct messages with somebody. */
    public FakeChannel directMessages(FakeUser user) {
        synchronized (world) {
            return world.openDirect(user).handle;
        }
    }

    /** A thread that a person opens. */
    public FakeChannel thread(FakeChannel parent, FakeUser owner, String name) {
        synchronized (world) {
            var body = Json.object().put("name", name);
            return channels.open(world.place(parent), world.ids.next(), body, Place.PUBLIC_THREAD, owner.id()).handle;
        }
    }

    /** Archives a thread or opens it again; a locked one stays closed. */
    public void archive(FakeChannel thread, boolean archived, boolean locked) {
        synchronized (world) {
            var place = world.place(thread);
            place.archived = archived;
            place.locked = locked;
            channels.changed(place);
        }
    }

    /** A person writes; answers the message's id. */
    public long message(FakeChannel channel, FakeUser author, String text) {
        return message(channel, author, Draft.of(text));
    }

    /** A person writes and mentions the bot first. */
    public long mention(FakeChannel channel, FakeUser author, String text) {
        return message(channel, author, world.bot.mention() + " " + text);
    }

    /** A person sends a draft. */
    public long message(FakeChannel channel, FakeUser author, Draft draft) {
        synchronized (world) {
            var place = world.place(channel);
            var message = messages.blank(author, place, draft.type());
            var mentioned = new HashSet<Long>();
            if (draft.replyTo() != 0) {
                var answered = place.messages.get(draft.replyTo());
                if (draft.ping() && answered != null) {
                    mentioned.add(answered.author.id());
                }
                message.json
                        .putObject("message_reference")
                        .put("type", 0)
                        .put("message_id", Payloads.id(draft.replyTo()))
                        .put("channel_id", Payloads.id(channel.id()));
            }
            messages.setContent(message, draft.text(), mentioned);
            var attachments = message.json.putArray("attachments");
            draft.files().forEach(file -> attachments.add(messages.attachment(place, file)));
            if (draft.sticker()) {
                message.json
                        .putArray("sticker_items")
                        .addObject()
                        .put("id", Payloads.id(world.ids.next()))
                        .put("name", "wave")
                        .put("format_type", 1);
            }
            messages.publish(message);
            return message.id();
        }
    }

    /** The author changes the text. */
    public void edit(long message, String text) {
        synchronized (world) {
            var stored = world.message(message);
            messages.setContent(stored, text, new HashSet<>());
            messages.edited(stored);
        }
    }

    /** Discord adds a link preview: an update that is no edit. */
    public void addPreview(long message) {
        synchronized (world) {
            var stored = world.message(message);
            stored.json
                    .putArray("embeds")
                    .addObject()
                    .put("type", "link")
                    .put("url", "https://example.org/")
                    .put("title", "Example");
            messages.updated(stored);
        }
    }

    /** A message goes away. */
    public void delete(long message) {
        synchronized (world) {
            messages.delete(world.message(message));
        }
    }

    /** Somebody calls a registered command; {@code words} names sub-commands too, as in {@code persona set}. */
    public FakeInteraction slash(FakeChannel channel, FakeUser user, String words, Map<String, Object> options) {
        synchronized (world) {
            return callers.slash(channel, user, words, options, "");
        }
    }

    /** Somebody types into the option {@code focused} of a command. */
    public FakeInteraction autocomplete(
            FakeChannel channel, FakeUser user, String words, Map<String, Object> options, String focused) {
        synchronized (world) {
            return callers.slash(channel, user, words, options, focused);
        }
    }

    /** Somebody calls a command from a message's menu. */
    public FakeInteraction messageCommand(FakeChannel channel, FakeUser user, String name, long message) {
        synchronized (world) {
            return callers.menu(channel, user, name, message);
        }
    }

    /** Somebody presses a button. */
    public FakeInteraction button(long message, String customId, FakeUser user) {
        synchronized (world) {
            return callers.button(message, customId, user);
        }
    }

    /** The messages of a channel as they stand, ephemeral ones included, in order. */
    public List<SentMessage> messages(FakeChannel channel) {
        synchronized (world) {
            return world.place(channel).messages.values().stream()
                    .map(StoredMessage::sent)
                    .toList();
        }
    }

    /** The bot's own messages of a channel. */
    public List<SentMessage> ownMessages(FakeChannel channel) {
        return messages(channel).stream()
                .filter(message -> message.author().equals(world.bot))
                .toList();
    }

    /** When the bot showed that it types. */
    public List<Instant> typing(FakeChannel channel) {
        synchronized (world) {
            return List.copyOf(world.place(channel).typing);
        }
    }

    /** The threads of a channel, in the order in which they were opened. */
    public List<FakeChannel> threads(FakeChannel channel) {
        synchronized (world) {
            return world.places.values().stream()
                    .map(place -> place.handle)
                    .filter(handle -> handle.parentId() == channel.id())
                    .toList();
        }
    }

    /** The first answers to interactions, in order. */
    public List<InteractionResponse> interactionResponses() {
        synchronized (world) {
            return List.copyOf(world.responses);
        }
    }

    /** The commands as they are registered. */
    public List<JsonNode> commands() {
        synchronized (world) {
            return world.commands.values().stream()
                    .<JsonNode>map(JsonNode::deepCopy)
                    .toList();
        }
    }

    /** Every request that was answered, refused ones included. */
    public List<RecordedRequest> requests() {
        return List.copyOf(rest.requests);
    }

    /** How many requests were answered with 429 and could have known it. */
    public int rateLimited() {
        return rest.limits.refused();
    }

    /** Bodies that Discord's description forbids, and failures of this fake itself. */
    public List<String> violations() {
        return List.copyOf(rest.violations);
    }

    /** How many gateway sessions are connected now. */
    public int connected() {
        return gateway.connected();
    }

    /** How many sessions were begun by IDENTIFY. */
    public int identified() {
        return gateway.identified.get();
    }

    /** How many times a session was resumed. */
    public int resumed() {
        return gateway.resumed.get();
    }

    @Override
    public void close() {
        rest.close();
        try {
            gateway.stop(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
