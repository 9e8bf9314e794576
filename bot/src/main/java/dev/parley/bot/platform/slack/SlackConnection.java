package dev.parley.bot.platform.slack;

import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.bolt.middleware.Middleware;
import com.slack.api.methods.Methods;
import dev.parley.bot.config.Secret;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.platform.Presence;
import dev.parley.bot.words.Words;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to a workspace, by Socket Mode or by signed HTTP, independent of what is done with what comes. Handlers
 * return when what they were given is safe, and only then is it acknowledged: within three seconds, or it comes again.
 */
final class SlackConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SlackConnection.class);
    private static final Set<String> ABOUT_THE_TOKEN = Set.of("tokens_revoked", "app_uninstalled");

    private final SlackWeb web;
    private final Words words;
    private final Rhythm rhythm;
    private final SlackThreads threads = new SlackThreads();
    private final App app;
    private final Way way;
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread guard;
    private volatile long answered = System.nanoTime();

    /** How requests come in. */
    interface Way extends AutoCloseable {
        /** Begins; returns when they can come. */
        void open() throws InterruptedException;

        /** Is done when that has ended for good, with the way to mend it. */
        CompletableFuture<String> lost();

        /** Since Slack was heard by it; empty where requests come only when there is something to say. */
        Optional<Presence> presence();

        /** What was turned away. */
        default Refused refused() {
            return new Refused(0, 0, 0, 0, 0);
        }

        @Override
        void close();
    }

    /**
     * Wires it; nothing comes yet, so that commands, buttons, modals and shortcuts can be registered with {@link #app}.
     *
     * @param settings by which way requests come
     * @param web Slack's methods
     * @param self who Parley is
     * @param events takes each event; returns when it is safe, and throws where it is not. Called by many threads
     * @param words for the reason of an end
     * @param rhythm when it is tried again
     * @param clock for the age of signatures
     */
    SlackConnection(
            SlackSettings settings,
            SlackWeb web,
            SlackSelf self,
            Consumer<SlackEvent> events,
            Words words,
            Rhythm rhythm,
            Clock clock) {
        this.web = web;
        this.words = words;
        this.rhythm = rhythm;
        this.app = app(settings, self);
        Intake intake = new Intake(app, event -> {
            if (event instanceof SlackEvent.Other(var _, var type, var _) && ABOUT_THE_TOKEN.contains(type)) {
                look();
            }
            events.accept(event);
        });
        this.way = settings.byHttp()
                ? new SlackHttp(
                        settings.httpHost(),
                        Objects.requireNonNull(settings.httpPort()),
                        Objects.requireNonNull(settings.signingSecret()).value(),
                        intake,
                        words,
                        clock)
                : new SlackSocket(
                        web, Objects.requireNonNull(settings.appToken()).value(), intake, words, rhythm);
        this.guard = Thread.ofVirtual().name("slack-token").unstarted(this::watch);
    }

    private App app(SlackSettings settings, SlackSelf self) {
        Secret token = Objects.requireNonNull(settings.botToken());
        AppConfig config = AppConfig.builder()
                .slack(web.slack())
                .executorServiceProvider(threads)
                .singleTeamBotToken(token.value())
                .signingSecret(
                        settings.signingSecret() == null
                                ? ""
                                : settings.signingSecret().value())
                .build();
        // Signatures are checked before anything is parsed, and who Parley is is known: no question for each request.
        Middleware known = (request, response, chain) -> {
            request.getContext().setBotToken(token.value());
            request.getContext().setBotUserId(self.userId());
            request.getContext().setBotId(self.botId());
            request.getContext().setTeamId(self.teamId());
            return chain.next(request);
        };
        return new App(config, web.slack(), new ArrayList<>(List.of(known)));
    }

    /** Where commands, buttons, modals and shortcuts are registered, before this is opened. */
    App app() {
        return app;
    }

    /**
     * Lets requests come.
     *
     * @throws SlackException if Slack does not let Parley in, with the way to mend it
     * @throws InterruptedException if the thread is interrupted while Slack is away
     */
    void open() throws InterruptedException {
        app.start();
        way.open();
        var _ = way.lost().thenAccept(lost::complete);
        guard.start();
    }

    /** A socket does not end when the bot's token does. */
    private void watch() {
        try {
            while (!lost.isDone() && !closing.await(rhythm.token().toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks whether the bot's token is still good; where it is not, that is the end. */
    void look() {
        try {
            web.call(Methods.AUTH_TEST, client -> client.authTest(ask -> ask));
            answered = System.nanoTime();
        } catch (SlackCallException e) {
            Unwelcome.botToken(e.code(), words).ifPresentOrElse(lost::complete, () -> log.debug("no answer", e));
        }
    }

    /** Is done when the connection has ended for good, with the way to mend it. */
    CompletableFuture<String> lost() {
        return lost.copy();
    }

    /** How the connection is; in HTTP mode, whether Slack still answers to the bot's token, which is asked every minute. */
    Presence presence() {
        return way.presence()
                .orElseGet(() -> new Presence(!lost.isDone(), Duration.ofNanos(System.nanoTime() - answered)));
    }

    /** What was turned away in HTTP mode. */
    Refused refused() {
        return way.refused();
    }

    /** The port of HTTP mode; 0 in Socket Mode. */
    int port() {
        return way instanceof SlackHttp http ? http.port() : 0;
    }

    @Override
    public void close() {
        closing.countDown();
        way.close();
        app.stop();
        threads.close();
    }
}
