package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.ChannelPacer;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.PacedReply;
import dev.parley.bot.platform.Transport;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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

    private final Deliveries deliveries;
    private final DiscordText text;
    private final Pacers pacers;
    private final Words words;
    private final MessageSplitter splitter = new MessageSplitter(DiscordText.TEXT_LIMIT);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Open> open = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private record Open(PacedReply reply, String asker) {}

    Replies(Deliveries deliveries, Pacers pacers, Words words) {
        this.deliveries = deliveries;
        this.pacers = pacers;
        this.words = words;
        this.text = new DiscordText(words);
    }

    /** Does something that may take long on a thread of its own. */
    void run(Runnable work) {
        run(work, () -> {});
    }

    /** The same; {@code always} is run at its end. */
    void run(Runnable work, Runnable always) {
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
        return turn -> opened(
                turn,
                asker,
                new ChannelTransport(channel, question, turn, text, deliveries),
                pacers.of(channel.getId()),
                deliveries.of(turn).stream().map(Delivery::messageId).toList());
    }

    /** A reply to an interaction that was deferred. */
    ReplyOpener toInteraction(InteractionHook hook, Author asker) {
        return turn -> opened(
                turn,
                asker,
                new HookTransport(hook, turn, text, deliveries),
                new ChannelPacer(System::nanoTime),
                List.of());
    }

    private Reply opened(UUID turn, Author asker, Transport transport, ChannelPacer pacer, List<String> messages) {
        PacedReply reply = new PacedReply(transport, splitter, pacer, words, messages);
        open.put(turn, new Open(reply, asker.id()));
        var _ = reply.ended().thenRun(() -> open.remove(turn));
        return reply.start();
    }

    /** Whoever asked, and who may remove messages there. */
    boolean mayStop(UUID turn, ButtonInteractionEvent event) {
        Open found = open.get(turn);
        var member = event.getMember();
        return (found != null && found.asker.equals(event.getUser().getId()))
                || (member != null && member.hasPermission(event.getGuildChannel(), Permission.MESSAGE_MANAGE));
    }

    /**
     * Begins nothing any more, and lets the last words of the replies out. Nobody is interrupted: H2 closes the whole
     * database when that hits a thread that touches its file.
     *
     * @param atMost how long that may take
     */
    void close(Duration atMost) {
        closing = true;
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (Thread each : threads) {
                each.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
            CompletableFuture.allOf(open.values().stream()
                            .map(each -> each.reply.ended())
                            .toArray(CompletableFuture[]::new))
                    .completeOnTimeout(null, Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
