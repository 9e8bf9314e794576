package dev.parley.bot.platform.discord;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.AccessRules;
import dev.parley.bot.attachment.AttachmentLimits;
import dev.parley.bot.attachment.AttachmentReader;
import dev.parley.bot.attachment.Origins;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.command.Surface;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.platform.Buttons;
import dev.parley.bot.platform.Calls;
import dev.parley.bot.platform.ChatPlatform;
import dev.parley.bot.platform.EarlierRun;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.Presence;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.responder.Personas;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Languages;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Database;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.events.GenericEvent;
import net.dv8tion.jda.api.events.session.ShutdownEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
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
public final class DiscordBot implements ChatPlatform {
    static final String PLATFORM = "discord";

    private static final Logger log = LoggerFactory.getLogger(DiscordBot.class);

    /**
     * Of the ten seconds that a service manager gives; the rest is the engine's and the database's. Discord's windows are
     * five seconds long: in a bit more, each channel gets a whole one.
     */
    private static final Duration LAST_WORDS = Duration.ofMillis(5500);

    private static final Duration LEAVING = Duration.ofSeconds(1);

    private static final Duration REASON = Duration.ofSeconds(2);

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
    private final AttachmentReader attachments;
    private final boolean readsContent;
    private final Ending ending;

    private DiscordBot(
            JDA jda,
            Responder responder,
            Replies replies,
            AttachmentReader attachments,
            boolean readsContent,
            Ending ending) {
        this.jda = jda;
        this.responder = responder;
        this.replies = replies;
        this.attachments = attachments;
        this.readsContent = readsContent;
        this.ending = ending;
    }

    /** What the configuration says about who is answered. */
    public static AccessRules rules(DiscordSettings settings) {
        return Visitors.rules(settings);
    }

    /**
     * Logs in, takes up what an earlier run left unanswered, and answers from then on. While Discord cannot be reached it
     * waits, for as long as it takes.
     *
     * @param current where Discord is, and the token, which is there; the rest as it is now
     * @param access who is answered
     * @param responder answers messages
     * @param commands does what commands ask for
     * @param database what is kept
     * @param personas for completion
     * @param languages the bot's own words, for all and for one
     * @param tell hears what the one who starts Parley should know
     * @param metrics what is counted of replies and answers
     * @return the bot, ready
     * @throws DiscordException if Discord does not let it in, with the way to mend it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static DiscordBot start(
            Supplier<DiscordSettings> current,
            Access access,
            Responder responder,
            CommandService commands,
            Database database,
            Personas personas,
            Languages languages,
            Consumer<String> tell,
            Metrics metrics)
            throws InterruptedException {
        DiscordSettings settings = current.get();
        Words words = languages.words();
        Pacers pacers = new Pacers(() -> metrics.tooMany(PLATFORM));
        Replies replies = new Replies(
                PLATFORM,
                database,
                words,
                new Replies.Layout(
                        () -> new MessageSplitter(DiscordText.TEXT_LIMIT),
                        () -> current.get().longestReply(),
                        () -> current.get().footer(),
                        words),
                responder::stop,
                metrics);
        Openers openers = new Openers(replies, new Messaging(new DiscordText(words), database.deliveries(), pacers));
        Calls calls = new Calls(Surface.DISCORD, access, commands, database.conversations(), personas);
        String token = Objects.requireNonNull(settings.token()).value();
        AttachmentReader attachments = new AttachmentReader(AttachmentLimits.usual(), files(settings), Map.of(), words);
        MessageMaterial material = new MessageMaterial(database.deliveries(), attachments, words);
        EarlierRun earlier = new EarlierRun(PLATFORM, database, responder, replies, words);
        DiscordQuestions questions = new DiscordQuestions(settings);
        new DiscordLogin(questions, words, tell).await(token);
        boolean readsContent = questions.letsReadContent(token);
        var intents = EnumSet.of(GatewayIntent.GUILD_MESSAGES, GatewayIntent.DIRECT_MESSAGES);
        if (readsContent) {
            intents.add(GatewayIntent.MESSAGE_CONTENT);
        }
        var builder = JDABuilder.createLight(token, intents)
                .setRestConfig(new RestConfig().setBaseUrl(DiscordAddress.rest(settings)))
                .setSessionController(new DiscordAddress(settings, token))
                .setCompression(Compression.NONE)
                // JDA's own hook would cut the line at SIGTERM, before the last words are out.
                .setEnableShutdownHook(false)
                .setHttpClientBuilder(new OkHttpClient.Builder().addInterceptor(pacers))
                // One at a time, in order: JDA's own thread must not wait for the database, or its heart stops.
                .setEventPool(
                        Executors.newSingleThreadExecutor(
                                Thread.ofVirtual().name("discord-events").factory()),
                        true)
                .addEventListeners(
                        new DiscordListener(
                                () -> current.get().autoThread(),
                                access,
                                responder,
                                database,
                                material,
                                replies,
                                openers,
                                words,
                                Clock.systemUTC()),
                        new DiscordCalls(
                                access,
                                calls,
                                responder,
                                database,
                                personas,
                                material,
                                replies,
                                openers,
                                languages,
                                Clock.systemUTC()),
                        new DiscordButtons(
                                new Buttons(PLATFORM, access, calls, responder, database, replies),
                                replies,
                                openers,
                                languages));
        Ending ending = new Ending(words);
        JDA jda = logIn(builder.addEventListeners(ending), ending.lost, words);
        jda.updateCommands()
                .addCommands(new DiscordCommands(languages).all())
                .queue(done -> {}, failure -> log.warn("the slash commands were not registered", failure));
        earlier.takeUp(new DiscordPlaces(jda, database.deliveries(), material, openers));
        return new DiscordBot(jda, responder, replies, attachments, readsContent, ending);
    }

    private static JDA logIn(JDABuilder builder, CompletableFuture<String> lost, Words words)
            throws InterruptedException {
        JDA jda;
        try {
            jda = builder.build();
        } catch (InvalidTokenException e) {
            throw new DiscordException(words.say("discord.bad-token"), e);
        } catch (ErrorResponseException e) {
            throw new DiscordException(words.say("discord.not-in") + " " + e.getMeaning(), e);
        }
        try {
            return jda.awaitReady();
        } catch (IllegalStateException e) {
            jda.shutdownNow();
            // What JDA throws does not say why; its event comes at about the same time.
            String why = lost.completeOnTimeout(words.say("discord.not-in"), REASON.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            throw new DiscordException(why, e);
        }
    }

    /** Files come from Discord's own hosts, or from the server that stands in for it. */
    private static Origins files(DiscordSettings settings) {
        return Origins.ofHosts("cdn.discordapp.com", "media.discordapp.net").and(URI.create(settings.apiUrl()));
    }

    /** Hears when Discord ends the session for good, and until then that it is there. */
    private static final class Ending extends ListenerAdapter {
        private final Words words;
        private final CompletableFuture<String> lost = new CompletableFuture<>();
        private volatile long heard = System.nanoTime();

        Ending(Words words) {
            this.words = words;
        }

        /** An answer to a heartbeat is one, too: they come every 41 seconds. */
        @Override
        public void onGenericEvent(GenericEvent event) {
            heard = System.nanoTime();
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

    /** The address under which somebody invites the bot, with the permissions that it needs. */
    public String inviteUrl() {
        return jda.getInviteUrl(PERMISSIONS);
    }

    /** Whether Discord shows it what people write who do not mention it. */
    public boolean readsContent() {
        return readsContent;
    }

    /** The bot's name. */
    public String name() {
        return jda.getSelfUser().getName();
    }

    /** How many servers the bot is in. */
    public int servers() {
        return jda.getGuilds().size();
    }

    @Override
    public CompletableFuture<String> lost() {
        return ending.lost.copy();
    }

    @Override
    public Presence presence() {
        return new Presence(
                jda.getStatus() == JDA.Status.CONNECTED, Duration.ofNanos(System.nanoTime() - ending.heard));
    }

    @Override
    public void close() {
        jda.removeEventListener(jda.getRegisteredListeners().toArray());
        replies.leave();
        responder.leave();
        replies.close(LAST_WORDS);
        attachments.close();
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
