package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.HomeException;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.platform.discord.DiscordBot;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code parley run}: the bot on the platforms, and the owner that {@code chat} and {@code ask} attach to. */
final class Run {
    private static final Logger log = LoggerFactory.getLogger(Run.class);
    private static final Duration LEAVING = Duration.ofSeconds(9);

    private final Start start;

    Run(Start start) {
        this.start = start;
    }

    ExitCode untilStopped() throws Exception {
        DiscordSettings discord = start.settings().discord();
        if (discord.token() == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, start.settings().bot().words().say("run.nothing"));
        }
        start.home().prepare();
        CountDownLatch closed = new CountDownLatch(1);
        try (Closer closer = new Closer()) {
            closer.add(HomeLock.acquire(start.home()));
            ModelSetup.Ready model = new ModelSetup(start).ready(null);
            Parley parley = closer.add(Parley.open(start, new Session(Session.MAIN, false, null), model));
            CompletableFuture<String> end = new CompletableFuture<>();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                end.complete("");
                awaitQuietly(closed);
            }));
            openSocket(parley);
            DiscordBot bot = parley.discord(discord, start.settings().limits());
            var _ = bot.lost().thenAccept(end::complete);
            start.err().println(parley.words().say("run.ready", bot.name(), bot.servers(), bot.inviteUrl()));
            start.err().println(parley.words().say(bot.readsContent() ? "run.content" : "run.no-content"));
            String reason = end.get();
            if (!reason.isEmpty()) {
                throw new CommandFailure(ExitCode.PLATFORM, reason);
            }
            start.err().println(parley.words().say("run.stopping"));
            return ExitCode.OK;
        } finally {
            closed.countDown();
        }
    }

    /** Without it the bot does its work all the same. */
    private void openSocket(Parley parley) {
        try {
            parley.openToTerminals();
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
