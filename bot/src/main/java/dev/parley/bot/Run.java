package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.HomeException;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.platform.ChatPlatform;
import dev.parley.bot.platform.discord.DiscordBot;
import dev.parley.bot.platform.slack.SlackBot;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code parley run}: the bot on the platforms, and the owner that {@code chat} and {@code ask} attach to. */
final class Run {
    private static final Logger log = LoggerFactory.getLogger(Run.class);
    private static final String DISCORD = "discord";
    private static final String SLACK = "slack";
    private static final Duration LEAVING = Duration.ofSeconds(9);

    private final Start start;

    Run(Start start) {
        this.start = start;
    }

    ExitCode untilStopped() throws Exception {
        DiscordSettings discord = start.settings().discord();
        SlackSettings slack = start.settings().slack();
        if (discord.token() == null && slack.botToken() == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, start.settings().bot().words().say("run.nothing"));
        }
        start.home().prepare();
        CountDownLatch closed = new CountDownLatch(1);
        try (Closer closer = new Closer()) {
            closer.add(HomeLock.acquire(start.home()));
            EngineChoice engine = EngineChoice.of(start, null);
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            closer.add(registry::close);
            Parley parley = closer.add(Parley.open(start, new Session(Session.MAIN, false, null), engine, registry));
            parley.tellOfEngine(start.err()::println);
            CompletableFuture<String> end = new CompletableFuture<>();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                end.complete("");
                awaitQuietly(closed);
            }));
            openSocket(parley);
            Platforms platforms = new Platforms(start.err()::println, end);
            Operate operate = closer.add(parley.operate(names(discord, slack), platforms));
            if (start.settings().operate().port() > 0) {
                operate.serve(start.settings().operate(), registry, start.err()::println);
            }
            closer.add(platforms);
            closer.add(operate::leave);
            if (discord.token() != null) {
                platforms.start(DISCORD, () -> discord(parley));
            }
            if (slack.botToken() != null) {
                platforms.start(SLACK, () -> slack(parley));
            }
            String reason = awaited(end);
            if (!reason.isEmpty()) {
                throw new CommandFailure(ExitCode.PLATFORM, reason);
            }
            start.err().println(parley.words().say("run.stopping"));
            return ExitCode.OK;
        } finally {
            closed.countDown();
        }
    }

    private static List<String> names(DiscordSettings discord, SlackSettings slack) {
        return Stream.of(discord.token() == null ? null : DISCORD, slack.botToken() == null ? null : SLACK)
                .filter(Objects::nonNull)
                .toList();
    }

    private ChatPlatform discord(Parley parley) throws InterruptedException {
        DiscordBot bot = parley.discord(start.err()::println);
        start.err().println(parley.words().say("run.ready", bot.name(), bot.servers(), bot.inviteUrl()));
        start.err().println(parley.words().say(bot.readsContent() ? "run.content" : "run.no-content"));
        return bot;
    }

    private ChatPlatform slack(Parley parley) throws InterruptedException {
        SlackBot bot = parley.slack(start.err()::println);
        start.err().println(parley.words().say("run.slack", bot.name(), bot.workspace()));
        return bot;
    }

    private static String awaited(CompletableFuture<String> end) throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /** Without it the bot does its work all the same. */
    private void openSocket(Parley parley) {
        try {
            parley.openSocket(true);
        } catch (HomeException e) {
            log.warn("nobody can attach", e);
            start.err().println(e.getMessage());
        }
    }

    /** The machine gives a process that it ends some ten seconds. */
    private static void awaitQuietly(CountDownLatch closed) {
        try {
            boolean _ = closed.await(LEAVING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
