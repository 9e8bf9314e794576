package dev.parley.bot.platform.discord;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.AccessRules;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Database;
import dev.parley.persistence.InboxEntry;
import dev.parley.prompts.PersonaLibrary;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.events.session.ShutdownEvent;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.CloseCode;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.Compression;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parley on Discord. */
public final class DiscordBot implements AutoCloseable {
    static final String PLATFORM = "discord";

    private static final Logger log = LoggerFactory.getLogger(DiscordBot.class);

    /** Of the ten seconds that a service manager gives; the rest is the engine's and the database's. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(4);

    private static final Duration LEAVING = Duration.ofSeconds(2);
    private static final int MOST_ATTEMPTS = 3;

    /** What Parley needs, and nothing else. */
    static final Set<Permission> PERMISSIONS = Set.of(
            Permission.VIEW_CHANNEL,
            Permission.MESSAGE_SEND,
            Permission.MESSAGE_SEND_IN_THREADS,
            Permission.CREATE_PUBLIC_THREADS,
            Permission.MESSAGE_HISTORY,
            Permission.MESSAGE_ATTACH_FILES);

    private final JDA jda;
    private final Responder responder;
    private final Replies replies;
    private final boolean readsContent;
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    private DiscordBot(JDA jda, Responder responder, Replies replies, boolean readsContent) {
        this.jda = jda;
        this.responder = responder;
        this.replies = replies;
        this.readsContent = readsContent;
    }

    /** What the configuration says about who is answered. */
    public static AccessRules rules(DiscordSettings settings) {
        return Visitors.rules(settings);
    }

    /**
     * Logs in, takes up what an earlier run left unanswered, and answers from then on.
     *
     * @param settings where Discord is, and the token, which is there
     * @param access who is answered
     * @param responder answers messages
     * @param commands does what commands ask for
     * @param database what is kept
     * @param personas for completion
     * @param words the bot's own
     * @return the bot, ready
     * @throws DiscordException if Discord does not let it in, with the way to mend it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static DiscordBot start(
            DiscordSettings settings,
            Access access,
            Responder responder,
            CommandService commands,
            Database database,
            PersonaLibrary personas,
            Words words)
            throws InterruptedException {
        Pacers pacers = new Pacers();
        Replies replies = new Replies(database.deliveries(), pacers, words);
        String token = Objects.requireNonNull(settings.token()).value();
        boolean readsContent = Portal.letsReadContent(settings, token);
        var intents = EnumSet.of(GatewayIntent.GUILD_MESSAGES, GatewayIntent.DIRECT_MESSAGES);
        if (readsContent) {
            intents.add(GatewayIntent.MESSAGE_CONTENT);
        }
        var builder = JDABuilder.createLight(token, intents)
                .setRestConfig(new RestConfig().setBaseUrl(DiscordAddress.rest(settings)))
                .setSessionController(new DiscordAddress(settings, token))
                .setCompression(Compression.NONE)
                .setHttpClientBuilder(new OkHttpClient.Builder().addInterceptor(pacers))
                // One at a time, in order: JDA's own thread must not wait for the database, or its heart stops.
                .setEventPool(
                        Executors.newSingleThreadExecutor(
                                Thread.ofVirtual().name("discord-events").factory()),
                        true)
                .addEventListeners(
                        new DiscordListener(settings, access, responder, database, replies, words, Clock.systemUTC()),
                        new DiscordCalls(
                                access, responder, commands, database, personas, replies, words, Clock.systemUTC()),
                        new DiscordButtons(access, responder, database, replies, words));
        JDA jda;
        try {
            jda = builder.build();
        } catch (InvalidTokenException e) {
            throw new DiscordException(words.say("discord.bad-token"), e);
        }
        DiscordBot bot = new DiscordBot(jda, responder, replies, readsContent);
        jda.addEventListener(bot.new Ending(words));
        try {
            jda.awaitReady();
        } catch (IllegalStateException e) {
            throw new DiscordException(bot.lost.getNow(words.say("discord.not-in")), e);
        }
        jda.updateCommands()
                .addCommands(new DiscordCommands(words).all())
                .queue(done -> {}, failure -> log.warn("the slash commands were not registered", failure));
        database.inbox().unfinished().stream()
                .filter(each -> each.message().key().platform().equals(PLATFORM))
                .forEach(each -> bot.takeUp(each, database, words));
        return bot;
    }

    /** Hears when Discord ends the session for good. */
    private final class Ending extends ListenerAdapter {
        private final Words words;

        Ending(Words words) {
            this.words = words;
        }

        @Override
        public void onShutdown(ShutdownEvent event) {
            CloseCode code = event.getCloseCode();
            lost.complete(
                    code == CloseCode.AUTHENTICATION_FAILED
                            ? words.say("discord.bad-token")
                            : code == CloseCode.DISALLOWED_INTENTS
                                    ? words.say("discord.intents")
                                    : words.say("discord.ended", code == null ? "" : code.getMeaning()));
        }
    }

    private void takeUp(InboxEntry entry, Database database, Words words) {
        var key = entry.message().key();
        List<String> shown = database.deliveries().of(entry.replyTurnId()).stream()
                .map(each -> each.channel())
                .toList();
        String place = !shown.isEmpty() ? shown.getFirst() : key.thread().isEmpty() ? key.channel() : key.thread();
        MessageChannel channel = jda.getChannelById(MessageChannel.class, place);
        if (channel == null) {
            channel = jda.getChannelById(MessageChannel.class, key.channel());
        }
        if (channel == null || entry.attempts() >= MOST_ATTEMPTS) {
            database.inbox()
                    .fail(entry.id(), channel == null ? "its channel is gone" : "it ended in a crash each time");
            if (channel != null) {
                channel.sendMessage(words.say("discord.gave-up")).queue();
            }
            return;
        }
        var opener = replies.inChannel(
                channel, entry.message().externalId(), entry.message().author());
        replies.run(() -> responder.answer(entry, Material.NONE, () -> {}, opener));
    }

    /** The address under which somebody invites the bot, with the permissions that it needs. */
    public String inviteUrl() {
        return jda.getInviteUrl(PERMISSIONS);
    }

    /** Whether Discord shows it what people write who do not mention it. */
    public boolean readsContent() {
        return readsContent;
    }

    /** The bot's name and the servers it is in, in one line. */
    public String summary() {
        return jda.getSelfUser().getName() + " in " + jda.getGuilds().size() + " servers";
    }

    /** Is done when Discord has ended the session for good, with the reason. */
    public CompletableFuture<String> lost() {
        return lost.copy();
    }

    @Override
    public void close() {
        jda.removeEventListener(jda.getRegisteredListeners().toArray());
        responder.leave();
        replies.close(LAST_WORDS);
        jda.shutdown();
        try {
            if (!jda.awaitShutdown(LEAVING)) {
                jda.shutdownNow();
            }
        } catch (InterruptedException e) {
            jda.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
