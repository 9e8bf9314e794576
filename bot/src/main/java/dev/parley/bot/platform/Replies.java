package dev.parley.bot.platform;

import dev.parley.bot.config.Footer;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.Database;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Generation;
import dev.parley.persistence.OpenReplies;
import dev.parley.persistence.OpenReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replies that are being made on one platform: their threads, their messages, and who asked for them. */
public final class Replies {
    private static final Logger log = LoggerFactory.getLogger(Replies.class);
    private static final Duration LAST_WRITE = Duration.ofMillis(500);

    private final String platform;
    private final OpenReplies left;
    private final Deliveries deliveries;
    private final Words words;
    private final Layout layout;
    private final Consumer<UUID> stop;
    private final Metrics metrics;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Open> open = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /**
     * How replies look there.
     *
     * @param splitter cuts long texts, as the place takes them now
     * @param longest characters of a reply that are shown in messages, as it is now; of a longer one the whole comes as a
     *     file
     * @param footer what else stands under a reply that ended; empty for nothing
     */
    public record Layout(
            Supplier<MessageSplitter> splitter, IntSupplier longest, Function<ReplyOutcome, String> footer) {
        /**
         * With one of the footers that can be configured.
         *
         * @param splitter as above
         * @param longest as above
         * @param footer which, as it is when a reply ends
         * @param words the bot's own
         */
        public Layout(Supplier<MessageSplitter> splitter, IntSupplier longest, Supplier<Footer> footer, Words words) {
            this(splitter, longest, outcome -> switch (footer.get()) {
                case NONE -> "";
                case TIMINGS -> timings(outcome.generation(), words);
            });
        }

        private static String timings(Generation made, Words words) {
            return words.say("footer.timings", made.persona(), made.model(), made.decodeTps());
        }
    }

    private record Open(PacedReply reply, String asker) {}

    /**
     * No replies yet.
     *
     * @param platform as in {@link dev.parley.persistence.ConversationKey#platform()}
     * @param stop ends the making of a reply that nobody will see
     * @param metrics what is counted of their writes
     */
    public Replies(
            String platform, Database database, Words words, Layout layout, Consumer<UUID> stop, Metrics metrics) {
        this.platform = platform;
        this.left = database.openReplies();
        this.deliveries = database.deliveries();
        this.words = words;
        this.layout = layout;
        this.stop = stop;
        this.metrics = metrics;
    }

    /** Does something that may take long on a thread of its own. */
    public void run(Runnable work) {
        run(work, () -> {});
    }

    /**
     * The same, where what comes next must wait until this has its place: returns when the work has called what it is
     * given, or has ended.
     *
     * @return whether it has called that
     */
    public boolean inOrder(Consumer<Runnable> work) {
        CompletableFuture<Boolean> hasItsPlace = new CompletableFuture<>();
        run(() -> work.accept(() -> hasItsPlace.complete(true)), () -> hasItsPlace.complete(false));
        return hasItsPlace.join();
    }

    /** The same as the first; {@code always} is run at its end. */
    private void run(Runnable work, Runnable always) {
        Thread.ofVirtual().name(platform + "-reply").start(() -> {
            threads.add(Thread.currentThread());
            try {
                if (!closing) {
                    work.run();
                }
            } catch (RuntimeException e) {
                log.error("something on {} was not dealt with", platform, e);
            } finally {
                threads.remove(Thread.currentThread());
                always.run();
            }
        });
    }

    /**
     * Opens a reply.
     *
     * @param about where it is shown, to be known after a crash
     * @param asker who asked
     * @param transport shows it
     */
    public Reply open(OpenReply about, Author asker, Transport transport) {
        return open(about, asker, transport, List.of(), "");
    }

    /**
     * Opens a reply that was begun by an earlier run; it goes on in the messages that show it there already.
     *
     * @param about as above
     * @param asker as above
     * @param transport as above
     * @param text what it says already
     */
    public Reply goOn(OpenReply about, Author asker, Transport transport, String text) {
        // A reply that goes on in another place begins there with a message of its own.
        List<Delivery> there = deliveries.of(about.turnId()).stream()
                .filter(each -> each.channel().equals(about.channel()))
                .toList();
        return open(about, asker, transport, transport.adopt(there), text);
    }

    private Reply open(OpenReply about, Author asker, Transport transport, List<String> messages, String text) {
        UUID turn = about.turnId();
        left.put(about);
        CountedTransport counted = new CountedTransport(transport, metrics.writes(platform));
        PacedReply reply = new PacedReply(
                counted, layout.splitter.get(), words, layout.longest.getAsInt(), messages, text, layout.footer);
        open.put(turn, new Open(reply, asker.id()));
        if (closing) {
            reply.leave();
        }
        var _ = reply.lost().thenRun(() -> stop.accept(turn));
        var _ = reply.ended().thenAccept(end -> ended(turn, end));
        return counted.counting(reply.start());
    }

    private void ended(UUID turn, PacedReply.End end) {
        open.remove(turn);
        if (end != PacedReply.End.LEFT) {
            left.remove(turn);
        }
    }

    /** Whether this person asked for a reply that is being made. */
    public boolean isAskedBy(UUID turn, String person) {
        Open found = open.get(turn);
        return found != null && found.asker.equals(person);
    }

    /** Begins nothing any more; what the replies that run say from now on at their end is that they go on later. */
    public void leave() {
        closing = true;
        open.values().forEach(each -> each.reply.leave());
    }

    /**
     * Lets the last words of the replies out. Nobody is interrupted: H2 closes the whole database when that hits a thread
     * that touches its file.
     *
     * @param atMost how long that may take
     */
    public void close(Duration atMost) {
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
