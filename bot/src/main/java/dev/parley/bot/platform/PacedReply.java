package dev.parley.bot.platform;

import dev.parley.bot.platform.ChannelPacer.Write;
import dev.parley.bot.platform.Pages.Page;
import dev.parley.bot.platform.TransportException.Kind;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply in messages of a platform. What is to be shown is only noted by those who make the reply; a thread of its own
 * writes it, one write at a time, the newest text only, as fast as the place's pace allows and no message more than once
 * a second. What the platform does not take, or somebody removes, ends in a reason that who asked can see.
 */
public final class PacedReply implements Reply {
    /** The name of the file that has the whole text of a long reply. */
    public static final String FILE = "reply.md";

    private static final Logger log = LoggerFactory.getLogger(PacedReply.class);

    private static final long NANOS_BETWEEN_EDITS = Duration.ofSeconds(1).toNanos();

    /**
     * Between two places in line, times the newer one: the further back, the less often. Where 32 wait, their edits would
     * take what the replies being written need; so they make less than one a second all together.
     */
    private static final long NANOS_BETWEEN_PLACES = Duration.ofSeconds(5).toNanos();

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Transport transport;
    private final Words words;
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> lost = new CompletableFuture<>();

    /** Of the writing thread alone. */
    private final List<Written> written = new ArrayList<>();

    private int created;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Wanted wanted;
    private boolean abandoned;
    private @Nullable Ticket ticket;

    /** How the writing ended. */
    public enum End {
        /** The reply's last state is there. */
        SHOWN,
        /** It cannot be shown, and nothing more can be done about it. */
        LOST,
        /** It was left as it was, and can go on later in the same messages. */
        LEFT
    }

    /** A message as the platform has it; null: it stood there before this Parley started. */
    private record Written(String messageId, @Nullable Page page, long at, int place) {}

    /** A write that is due; without a page the message goes. */
    private record Due(int part, @Nullable Page page, boolean last, int place, long notBefore) {}

    /**
     * A reply.
     *
     * @param transport where it is shown
     * @param splitter cuts long texts
     * @param words the bot's own
     * @param longest characters of its text that are shown in messages; of a longer one the whole comes as a file
     * @param messages ids of the reply's messages that are there already, in order; none for a new reply
     * @param text what they say already
     * @param footer what else stands under a reply that ended; empty for nothing
     */
    public PacedReply(
            Transport transport,
            MessageSplitter splitter,
            Words words,
            int longest,
            List<String> messages,
            String text,
            Function<ReplyOutcome, String> footer) {
        this.transport = transport;
        this.words = words;
        this.wanted = new Wanted(new Pages(splitter, words, longest), words, footer, text);
        long longAgo = System.nanoTime() - NANOS_BETWEEN_EDITS;
        messages.forEach(id -> written.add(new Written(id, null, longAgo, 0)));
        created = messages.size();
    }

    /** Starts to write; returns at once. */
    public PacedReply start() {
        Thread.ofVirtual().name("reply-writer").start(this::write);
        return this;
    }

    /** Is done when the reply's last state is written, or when nothing more will be. */
    public CompletableFuture<End> ended() {
        return ended.copy();
    }

    /** Is done when nobody will see what is generated from now on. */
    public CompletableFuture<@Nullable Void> lost() {
        return lost.copy();
    }

    /** From now on a {@linkplain #fail failure} is a pause: the reply goes on later, with what it then has. */
    public void leave() {
        change(wanted::leave);
    }

    /** Writes nothing more. A write that is under way is not broken off. */
    public void abandon() {
        lock.lock();
        try {
            abandoned = true;
            if (ticket != null) {
                ticket.cancel();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void status(ReplyStatus status) {
        change(() -> wanted.status(status));
    }

    @Override
    public void show(String textSoFar) {
        change(() -> wanted.show(textSoFar));
    }

    @Override
    public void complete(ReplyOutcome outcome) {
        change(() -> wanted.complete(outcome));
    }

    @Override
    public void fail(String why) {
        change(() -> wanted.fail(why));
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            if (wanted.isOver()) {
                return;
            }
            change.run();
            if (wanted.isOver() && ticket != null) {
                ticket.hurry();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        End end = End.LEFT;
        try {
            Duration pause = FIRST_PAUSE;
            for (Due due = next(); due != null; due = next()) {
                try (Ticket turn = queue(due)) {
                    // While it waited for its turn, the text went on.
                    Due newest = turn.await() ? newest(due) : null;
                    if (newest != null) {
                        write(newest);
                        pause = FIRST_PAUSE;
                    }
                } catch (TransportException e) {
                    if (e.kind() == Kind.PASSING) {
                        log.warn("a write failed and is tried again in {}: {}", pause, e.getMessage());
                        rest(pause);
                        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                                ? LONGEST_PAUSE
                                : pause.multipliedBy(2);
                    } else if (!canGoOnAfter(e, due)) {
                        end = End.LOST;
                        return;
                    }
                }
            }
            end = isShown() ? End.SHOWN : End.LEFT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("a reply cannot be shown", e);
            lost.complete(null);
            end = End.LOST;
        } finally {
            transport.over();
            ended.complete(end);
        }
    }

    private Ticket queue(Due due) {
        boolean isThere = due.page == null || due.part < written.size();
        Write kind = due.page == null ? Write.DELETE : isThere ? Write.EDIT : Write.CREATE;
        String id = isThere ? written.get(due.part).messageId : null;
        Shown shown = due.page == null ? null : due.page.shown();
        lock.lock();
        try {
            Ticket turn = transport.queue(kind, id, shown, due.last || wanted.isOver());
            if (abandoned) {
                turn.cancel();
            }
            ticket = turn;
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private void write(Due due) throws TransportException {
        Page page = due.page;
        if (page == null) {
            delete(written.getLast().messageId);
            written.removeLast();
        } else if (due.part == written.size()) {
            // A file is put under a message that is there: what is done twice then does no harm.
            Page first = new Page(page.shown(), false);
            String id = transport.create(created, page.shown());
            created++;
            written.add(new Written(id, first, System.nanoTime(), due.place));
        } else {
            String id = written.get(due.part).messageId;
            Shown now = page.file()
                    ? transport.attach(id, page.shown(), FILE, locked(wanted::text))
                    : transport.edit(id, page.shown());
            Page there = new Page(now, page.file() && now.equals(page.shown()));
            written.set(due.part, new Written(id, there, System.nanoTime(), due.place));
        }
    }

    private void delete(String messageId) throws TransportException {
        try {
            transport.delete(messageId);
        } catch (TransportException e) {
            if (e.kind() == Kind.PASSING) {
                throw e;
            }
            log.info("a message that is not needed any longer stays: {}", e.getMessage());
        }
    }

    /** Turns what the platform does not take into something that it takes; false: there is no way. */
    private boolean canGoOnAfter(TransportException e, Due due) {
        log.warn("a reply cannot be shown as it is: {}", e.getMessage());
        boolean file = due.page != null && due.page.file();
        boolean place = e.kind() == Kind.GONE;
        if (file && e.kind() != Kind.DELETED) {
            return locked(() -> {
                wanted.withoutFile();
                return true;
            });
        }
        boolean first = breakOff(due.part, place ? "" : e.kind() == Kind.DELETED ? "reply.deleted" : "reply.not-taken");
        // The number of what was not taken is used up.
        created += due.part == written.size() ? 1 : 0;
        if (e.kind() == Kind.DELETED) {
            // Those behind it stay as they are; the reason gets a message of its own.
            written.subList(Math.min(due.part, written.size()), written.size()).clear();
        }
        if (place || !first) {
            tell(words.say("reply.place-lost"));
            return false;
        }
        return true;
    }

    private boolean breakOff(int part, String word) {
        lock.lock();
        try {
            return wanted.breakOff(part, word.isEmpty() ? "" : words.say(word));
        } finally {
            lock.unlock();
            lost.complete(null);
        }
    }

    private void tell(String why) {
        try {
            transport.tell(why);
        } catch (TransportException e) {
            log.warn("nor can who asked be told: {}", e.getMessage());
        }
    }

    private void rest(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        lock.lockInterruptibly();
        try {
            for (long left = pause.toNanos(); left > 0 && !abandoned; left = end - System.nanoTime()) {
                long _ = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isShown() {
        return locked(() -> wanted.isOver() && !wanted.isPaused() && firstDue() == null);
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to write; null when all is written and nothing more will come. */
    private @Nullable Due next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            ticket = null;
            while (!abandoned) {
                Due due = firstDue();
                if (due == null && wanted.isOver()) {
                    return null;
                }
                long wait = due == null ? nothingDueFor() : due.notBefore - System.nanoTime();
                if (wait <= 0 && due != null) {
                    return due;
                }
                long _ = changed.awaitNanos(wait);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Due newest(Due due) {
        lock.lock();
        try {
            List<Page> messages = wanted.messages(written.size());
            if (due.page == null) {
                return due;
            }
            return due.part < messages.size() ? due(due.part, messages) : null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Due firstDue() {
        List<Page> messages = wanted.messages(written.size());
        // What is said before it leaves is one write a reply: the mark. The rest comes when it goes on.
        for (int part = wanted.isPaused() ? messages.size() - 1 : 0; part < messages.size(); part++) {
            if (part >= written.size() || isDue(written.get(part), messages.get(part))) {
                return due(part, messages);
            }
        }
        // While the text grows, it may need them again.
        return wanted.isOver() && !wanted.isPaused() && written.size() > messages.size()
                ? new Due(written.size() - 1, null, true, 0, System.nanoTime())
                : null;
    }

    private boolean isDue(Written message, Page wanted) {
        return !wanted.equals(message.page) || transport.freshFor(message.messageId) <= 0;
    }

    private long nothingDueFor() {
        return written.stream()
                .mapToLong(each -> transport.freshFor(each.messageId))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private Due due(int part, List<Page> messages) {
        boolean last = wanted.isOver() || part < messages.size() - 1;
        int place = wanted.place();
        Written there = part < written.size() ? written.get(part) : null;
        boolean again = place > 0 && there != null && there.place > 0;
        long pause = again ? place * NANOS_BETWEEN_PLACES : NANOS_BETWEEN_EDITS;
        long notBefore = there == null ? System.nanoTime() : there.at + pause;
        return new Due(part, messages.get(part), last, place, notBefore);
    }
}
