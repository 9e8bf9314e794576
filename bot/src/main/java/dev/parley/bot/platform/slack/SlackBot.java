package dev.parley.bot.platform.slack;

import com.slack.api.app_backend.interactive_components.response.BlockSuggestionResponse;
import com.slack.api.app_backend.interactive_components.response.Option;
import com.slack.api.bolt.App;
import com.slack.api.model.block.composition.PlainTextObject;
import dev.parley.bot.access.Access;
import dev.parley.bot.access.AccessRules;
import dev.parley.bot.attachment.Origins;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.command.Surface;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.platform.Buttons;
import dev.parley.bot.platform.Calls;
import dev.parley.bot.platform.ChatPlatform;
import dev.parley.bot.platform.EarlierRun;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parley on Slack. */
public final class SlackBot implements ChatPlatform {
    /** Of the ten seconds that a service manager gives; the rest is the engine's and the database's. */
    private static final Duration LAST_WORDS = Duration.ofMillis(5500);

    /** Slack waits for three seconds; what takes longer goes on after it was told. */
    private static final Duration UNTIL_TOLD = Duration.ofMillis(2200);

    private static final int MOST_CHOICES = 100;
    private static final int LONGEST_CHOICE = 75;

    private final SlackWeb web;
    private final SlackSelf self;
    private final SlackConnection connection;
    private final SlackMaterial material;
    private final Responder responder;
    private final Replies replies;

    private SlackBot(
            SlackWeb web,
            SlackSelf self,
            SlackConnection connection,
            SlackMaterial material,
            Responder responder,
            Replies replies) {
        this.web = web;
        this.self = self;
        this.connection = connection;
        this.material = material;
        this.responder = responder;
        this.replies = replies;
    }

    /** What the configuration says about who is answered. */
    public static AccessRules rules(SlackSettings settings) {
        return SlackVisitors.rules(settings);
    }

    /**
     * Goes to Slack, takes up what an earlier run left unanswered, and answers from then on.
     *
     * @param current where Slack is, and the tokens, which are there; the rest as it is now
     * @param access who is answered
     * @param responder answers messages
     * @param commands does what commands ask for
     * @param database what is kept
     * @param personas who answers where
     * @param usualPersona the id of the one that answers under the bot's own name, as it is now
     * @param languages the bot's own words, for all and for one
     * @param tell hears what the one who starts Parley should know
     * @param metrics what is counted of replies and answers
     * @return the bot, ready
     * @throws SlackException if Slack does not let it in, with the way to mend it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static SlackBot start(
            Supplier<SlackSettings> current,
            Access access,
            Responder responder,
            CommandService commands,
            Database database,
            Personas personas,
            Supplier<String> usualPersona,
            Languages languages,
            Consumer<String> tell,
            Metrics metrics)
            throws InterruptedException {
        return start(
                current,
                access,
                responder,
                commands,
                database,
                personas,
                usualPersona,
                languages,
                tell,
                metrics,
                new Times(SlackWeb.MINUTE, SlackMessaging.STREAM_LIFE, Rhythm.usual()));
    }

    /**
     * How long Slack's minute is, and what else takes its time; tests take a shorter one.
     *
     * @param minute what a tier's calls are counted in
     * @param streamLife how long a stream may go on
     * @param rhythm when a connection is tried again
     */
    record Times(Duration minute, Duration streamLife, Rhythm rhythm) {}

    static SlackBot start(
            Supplier<SlackSettings> current,
            Access access,
            Responder responder,
            CommandService commands,
            Database database,
            Personas personas,
            Supplier<String> usualPersona,
            Languages languages,
            Consumer<String> tell,
            Metrics metrics,
            Times times)
            throws InterruptedException {
        SlackSettings settings = current.get();
        Words words = languages.words();
        Clock clock = Clock.systemUTC();
        SlackWeb web = new SlackWeb(
                settings.apiUrl(),
                Objects.requireNonNull(settings.botToken()).value(),
                new Tiers(System::nanoTime, times.minute()),
                () -> metrics.tooMany(SlackAddressing.PLATFORM));
        SlackSelf self;
        try {
            self = new SlackLogin(web, words, times.rhythm(), tell).self();
        } catch (SlackException | InterruptedException e) {
            web.close();
            throw e;
        }
        Executor threads = work -> Thread.ofVirtual().name("slack-asks").start(work);
        UserGroups groups = new UserGroups(web, threads, System::nanoTime);
        People people = new People(web, groups, threads, System::nanoTime);
        Channels channels = new Channels(web, threads, System::nanoTime);
        SlackVisitors visitors = new SlackVisitors(current, self, people, groups);
        Callers callers = new Callers(self, people, channels, visitors, languages);

        Unavailable unavailable = new Unavailable(System::nanoTime);
        SlackMessaging with = new SlackMessaging(
                web, new SlackText(words), unavailable, database.deliveries(), self.userId(), times.streamLife());
        Replies replies = new Replies(
                SlackAddressing.PLATFORM,
                database,
                words,
                new Replies.Layout(
                        with::splitter,
                        () -> current.get().longestReply(),
                        () -> current.get().footer(),
                        words),
                responder::stop,
                metrics);
        SlackOpeners openers = new SlackOpeners(replies, with, self, people, personas, usualPersona);
        Said said = new Said(with, hooks(settings));
        Calls calls = new Calls(Surface.SLACK, access, commands, database.conversations(), personas);
        SlackAddressing addressing = new SlackAddressing(
                self,
                database.conversations(),
                people,
                channel -> channels.of(channel).group());
        SlackMaterial material = new SlackMaterial(settings, web, self, addressing, words);
        // Read before anything new can arrive, which is not of an earlier run.
        EarlierRun earlier = new EarlierRun(SlackAddressing.PLATFORM, database, responder, replies, words);

        SlackCommands slashes = new SlackCommands(addressing, callers, calls, openers, said, clock);
        SlackButtons buttons = new SlackButtons(
                callers,
                new Buttons(SlackAddressing.PLATFORM, access, calls, responder, database, replies),
                replies,
                openers,
                said);
        SlackForms forms = new SlackForms(
                web, addressing, callers, access, calls, responder, database, material, replies, openers, said, clock);
        SlackHome home = new SlackHome(
                web,
                self,
                callers,
                calls,
                commands,
                person -> current.get().admins().contains(person),
                database.personalData(),
                said,
                clock);
        SlackListener listener = new SlackListener(
                access,
                responder,
                database.seenEvents(),
                addressing,
                visitors,
                callers,
                material,
                slashes,
                home,
                new AgentView(web, unavailable, replies, database.conversations(), words),
                replies,
                openers);
        SlackConnection connection = new SlackConnection(settings, web, self, listener, words, times.rhythm(), clock);
        SlackBot bot = new SlackBot(web, self, connection, material, responder, replies);
        bot.register(slashes, buttons, forms, home, personas);
        try {
            connection.open();
        } catch (SlackException | InterruptedException e) {
            bot.close();
            throw e;
        }
        earlier.takeUp(new SlackPlaces(database.conversations(), database.deliveries(), material, openers));
        return bot;
    }

    /** Where answers to a command go. */
    private static Origins hooks(SlackSettings settings) {
        return Origins.ofHosts("hooks.slack.com", "hooks.slack-gov.com").and(URI.create(settings.apiUrl()));
    }

    /** Commands may be called differently where two Parleys are in one workspace. */
    private void register(
            SlackCommands commands, SlackButtons buttons, SlackForms forms, SlackHome home, Personas personas) {
        App app = connection.app();
        app.command(Pattern.compile("/.+"), (request, context) -> {
            untilTold(accepted -> commands.slash(request.getPayload(), accepted));
            return context.ack();
        });
        app.blockAction(Pattern.compile(Pattern.quote(SlackHome.ACTION) + ".+"), (request, context) -> {
            replies.run(() -> home.act(request.getPayload()));
            return context.ack();
        });
        app.blockAction(Pattern.compile(SlackText.ACTIONS), (request, context) -> {
            buttons.press(request.getPayload());
            return context.ack();
        });
        app.messageShortcut(SlackManifest.ASK, (request, context) -> {
            forms.ofMessage(request.getPayload(), false);
            return context.ack();
        });
        app.messageShortcut(SlackManifest.CONTINUE, (request, context) -> {
            forms.ofMessage(request.getPayload(), true);
            return context.ack();
        });
        app.globalShortcut(SlackManifest.ASK_ANYWHERE, (request, context) -> {
            forms.anywhere(request.getPayload());
            return context.ack();
        });
        app.viewSubmission(SlackForms.FORM, (request, context) -> {
            untilTold(accepted -> forms.sent(request.getPayload(), accepted));
            return context.ack();
        });
        Pattern selects = Pattern.compile(Pattern.quote(SlackForms.PERSONA) + "|" + Pattern.quote(SlackHome.PERSONA));
        app.blockSuggestion(
                selects,
                (request, context) -> context.ack(BlockSuggestionResponse.builder()
                        .options(choices(personas, request.getPayload().getValue()))
                        .build()));
    }

    private static List<Option> choices(Personas personas, @Nullable String typed) {
        return personas.library().matching(Objects.requireNonNullElse(typed, "")).stream()
                .limit(MOST_CHOICES)
                .map(each -> Option.builder()
                        .text(PlainTextObject.builder().text(cut(each.name())).build())
                        .description(
                                each.description().isBlank()
                                        ? null
                                        : PlainTextObject.builder()
                                                .text(cut(each.description()))
                                                .build())
                        .value(each.id())
                        .build())
                .toList();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_CHOICE ? text : text.substring(0, LONGEST_CHOICE - 1) + "…";
    }

    /** Runs something until what was asked for is safe, or Slack will not wait any longer. */
    private void untilTold(Consumer<Runnable> work) {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        replies.run(() -> {
            try {
                work.accept(() -> told.complete(true));
            } finally {
                told.complete(false);
            }
        });
        // What takes longer goes on; what comes of it is said all the same.
        boolean _ = told.completeOnTimeout(false, UNTIL_TOLD.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** The workspace's name. */
    public String workspace() {
        return self.teamName();
    }

    /** The bot's name. */
    public String name() {
        return self.name();
    }

    @Override
    public CompletableFuture<String> lost() {
        return connection.lost();
    }

    @Override
    public Presence presence() {
        return connection.presence();
    }

    @Override
    public void close() {
        replies.leave();
        connection.close();
        responder.leave();
        replies.close(LAST_WORDS);
        material.close();
        web.close();
    }
}
