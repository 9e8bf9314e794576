package dev.parley.bot.platform.discord;

import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.PacedReply;
import dev.parley.bot.platform.Transport;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.Database;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Generation;
import dev.parley.persistence.OpenReplies;
import dev.parley.persistence.OpenReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.interactions.InteractionHook;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replies that are being made on Discord: their threads, their messages, and who asked for them. */
final class Replies {
    private static final Logger log = LoggerFactory.getLogger(Replies.class);
    private static final Duration LAST_WRITE = Duration.ofMillis(500);

    private final Messaging with;
    private final OpenReplies left;
    private final Words words;
    private final DiscordSettings settings;
    private final Consumer<UUID> stop;
    private final MessageSplitter splitter = new MessageSplitter(DiscordText.TEXT_LIMIT);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Open> open = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private record Open(PacedReply reply, String asker) {}

    /**
     * No replies yet.
     *
     * @param settings how long replies may be, and what stands under them
     * @param stop ends the making of a reply that nobody will see
     */
    Replies(Database database, Pacers pacers, Words words, DiscordSettings settings, Consumer<UUID> stop) {
        this.with = new Messaging(new DiscordText(words), database.deliveries(), pacers);
        this.left = database.openReplies();
        this.words = words;
        this.settings = settings;
        this.stop = stop;
    }

    /** Does something that may take long on a thread of its own. */
    void run(Runnable work) {
        run(work, () -> {});
    }

    /**
     * The same, where what comes next must wait until this has its place: returns when the work has called what it is
     * given, or has ended.
     */
    void inOrder(Consumer<Runnable> work) {
        CountDownLatch hasItsPlace = new CountDownLatch(1);
        run(() -> work.accept(hasItsPlace::countDown), hasItsPlace::countDown);
        try {
            hasItsPlace.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same as the first; {@code always} is run at its end. */
    private void run(Runnable work, Runnable always) {
        Thread.ofVirtual().name("discord-reply").start(() -> {
            threads.add(Thread.currentThread());
            try {
                if (!closing) {
                    work.run();
                }
            } catch (RuntimeException e) {
                log.error("something on Discord was not dealt with", e);
            } finally {
                threads.remove(Thread.currentThread());
                always.run();
            }
        });
    }

    /** A reply to a message. */
    ReplyOpener inChannel(MessageChannel channel, @Nullable String question, Author asker) {
        return opener(channel, question, asker, "");
    }

    /** A reply that was begun by an earlier run, and the text that it had. */
    ReplyOpener goingOn(MessageChannel channel, @Nullable String question, Author asker, String text) {
        with.pacers().afterAnEarlierRun(channel.getId());
        return opener(channel, question, asker, text);
    }

    private ReplyOpener opener(MessageChannel channel, @Nullable String question, Author asker, String text) {
        return turn -> opened(
                new OpenReply(turn, DiscordBot.PLATFORM, channel.getId(), question, false),
                asker,
                new ChannelTransport(with, channel, question, asker.id(), turn),
                text);
    }

    /** A reply to an interaction that was deferred, for all to see. */
    ReplyOpener toInteraction(InteractionHook hook, Author asker) {
        return toInteraction(hook, asker, false);
    }

    /** A reply to an interaction that was deferred; {@code forOne}: so that only who asked sees it. */
    ReplyOpener toInteraction(InteractionHook hook, Author asker, boolean forOne) {
        return turn -> opened(
                new OpenReply(turn, DiscordBot.PLATFORM, place(hook), null, forOne),
                asker,
                new HookTransport(with, hook, turn, forOne),
                "");
    }

    private static String place(InteractionHook hook) {
        return Objects.requireNonNull(hook.getInteraction().getChannelId());
    }

    private Reply opened(OpenReply about, Author asker, Transport transport, String text) {
        UUID turn = about.turnId();
        left.put(about);
        // A reply that goes on in another place begins there with a message of its own.
        List<String> messages = with.deliveries().of(turn).stream()
                .filter(each -> each.channel().equals(about.channel()))
                .map(Delivery::messageId)
                .toList();
        PacedReply reply =
                new PacedReply(transport, splitter, words, settings.longestReply(), messages, text, this::footer);
        open.put(turn, new Open(reply, asker.id()));
        if (closing) {
            reply.leave();
        }
        var _ = reply.lost().thenRun(() -> stop.accept(turn));
        var _ = reply.ended().thenAccept(end -> ended(turn, end));
        return reply.start();
    }

    private String footer(ReplyOutcome outcome) {
        Generation made = outcome.generation();
        return switch (settings.footer()) {
            case NONE -> "";
            case TIMINGS -> words.say("footer.timings", made.persona(), made.model(), made.decodeTps());
        };
    }

    private void ended(UUID turn, PacedReply.End end) {
        open.remove(turn);
        if (end != PacedReply.End.LEFT) {
            left.remove(turn);
        }
    }

    /** Whoever asked, and who may remove messages there. */
    boolean mayStop(UUID turn, ButtonInteractionEvent event) {
        Open found = open.get(turn);
        var member = event.getMember();
        return (found != null && found.asker.equals(event.getUser().getId()))
                || (member != null && member.hasPermission(event.getGuildChannel(), Permission.MESSAGE_MANAGE));
    }

    /** Begins nothing any more; what the replies that run say from now on at their end is that they go on later. */
    void leave() {
        closing = true;
        open.values().forEach(each -> each.reply.leave());
    }

    /**
     * Lets the last words of the replies out. Nobody is interrupted: H2 closes the whole database when that hits a thread
     * that touches its file.
     *
     * @param atMost how long that may take
     */
    void close(Duration atMost) {
        leave();
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (Thread each : threads) {
                each.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
            boolean _ = awaitAll(deadline);
            open.values().forEach(each -> each.reply.abandon());
            // A write that is under way touches the database when it is over.
            boolean _ = awaitAll(System.nanoTime() + LAST_WRITE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitAll(long deadline) {
        return CompletableFuture.allOf(
                        open.values().stream().map(each -> each.reply.ended()).toArray(CompletableFuture[]::new))
                .thenApply(_ -> true)
                .completeOnTimeout(false, Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                .join();
    }
}
