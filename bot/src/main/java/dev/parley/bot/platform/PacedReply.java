package dev.parley.bot.platform;

import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply in messages of a platform. What is to be shown is only noted by those who make the reply; a thread of its own
 * writes it, one write at a time, the newest text only, as fast as the channel's pace allows and no message more than
 * once a second.
 */
public final class PacedReply implements Reply {
    private static final Logger log = LoggerFactory.getLogger(PacedReply.class);

    private static final long NANOS_BETWEEN_EDITS = Duration.ofSeconds(1).toNanos();
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Transport transport;
    private final MessageSplitter splitter;
    private final ChannelPacer pacer;
    private final Words words;
    private final List<Written> written = new ArrayList<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private String text = "";
    private String below;
    private boolean over;
    private Set<ReplyButton> buttons = EnumSet.of(ReplyButton.STOP);

    /** A message as the platform has it; null: it stood there before this Parley started. */
    private record Written(String messageId, @Nullable Shown shown, long at) {}

    /** A write that is due. */
    private record Due(int part, Shown shown, boolean last, long notBefore) {}

    /**
     * A reply whose first message is still to be posted, or that goes on in messages of an earlier run.
     *
     * @param transport where it is shown
     * @param splitter cuts long texts
     * @param pacer the channel's
     * @param words the bot's own
     * @param messages ids of the reply's messages that are there already, by part
     */
    public PacedReply(
            Transport transport, MessageSplitter splitter, ChannelPacer pacer, Words words, List<String> messages) {
        this.transport = transport;
        this.splitter = splitter;
        this.pacer = pacer;
        this.words = words;
        this.below = words.say("status.started");
        long longAgo = System.nanoTime() - NANOS_BETWEEN_EDITS;
        messages.forEach(id -> written.add(new Written(id, null, longAgo)));
    }

    /** Starts to write; returns at once. */
    public PacedReply start() {
        Thread.ofVirtual().name("reply-writer").start(this::write);
        return this;
    }

    /** Is done when the reply's last state is written, or when nothing more can be. */
    public CompletableFuture<@Nullable Void> ended() {
        return ended.copy();
    }

    @Override
    public void status(ReplyStatus status) {
        change(() -> {
            if (status instanceof ReplyStatus.Changed) {
                text = "";
            }
            below = say(status);
        });
    }

    @Override
    public void show(String textSoFar) {
        change(() -> {
            text = textSoFar;
            below = "";
        });
    }

    @Override
    public void complete(ReplyOutcome outcome) {
        change(() -> {
            below = String.join(" ", outcome.notes());
            buttons = EnumSet.of(ReplyButton.REGENERATE, ReplyButton.GOOD, ReplyButton.BAD);
            if (outcome.finish() != Finish.STOP) {
                buttons.add(ReplyButton.CONTINUE);
            }
            over = true;
        });
    }

    @Override
    public void fail(String why) {
        change(() -> {
            below = text.isBlank() ? "" : why;
            text = text.isBlank() ? why : text;
            buttons = Set.of();
            over = true;
        });
    }

    private String say(ReplyStatus status) {
        return switch (status) {
            case ReplyStatus.Waiting(int place) -> words.say("status.waiting", place);
            case ReplyStatus.Reading(int done, int total) ->
                words.say("status.reading", total == 0 ? 0 : 100 * done / total);
            case ReplyStatus.Writing() -> text.isEmpty() ? words.say("status.writing") : "";
            case ReplyStatus.Changed() -> words.say("status.changed");
            case ReplyStatus.Restarting() -> words.say("status.restarting");
        };
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            if (!over) {
                change.run();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            Duration pause = FIRST_PAUSE;
            for (Due due = next(); due != null; due = next()) {
                pacer.acquire(due.last);
                // While it waited for its turn, the text went on.
                Due newest = due(due.part);
                try {
                    write(newest == null ? due : newest);
                    pause = FIRST_PAUSE;
                } catch (TransportException e) {
                    if (e.kind() == TransportException.Kind.GONE) {
                        log.info("a reply cannot be shown any longer: {}", e.getMessage());
                        return;
                    }
                    log.warn("a write failed and is tried again in {}: {}", pause, e.getMessage());
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("a reply cannot be shown", e);
        } finally {
            ended.complete(null);
        }
    }

    private void write(Due due) throws TransportException {
        if (due.part < written.size()) {
            String id = written.get(due.part).messageId;
            transport.edit(id, due.shown);
            written.set(due.part, new Written(id, due.shown, System.nanoTime()));
        } else {
            written.add(new Written(transport.create(due.part, due.shown), due.shown, System.nanoTime()));
        }
    }

    /** Waits for something to write; null when all is written and nothing more will come. */
    private @Nullable Due next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Due due = firstDue();
                if (due == null && over) {
                    return null;
                }
                long wait = due == null ? Long.MAX_VALUE : due.notBefore - System.nanoTime();
                if (wait <= 0 && due != null) {
                    return due;
                }
                long _ = changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Due due(int part) {
        lock.lock();
        try {
            List<Shown> messages = messages();
            return part < messages.size() ? due(part, messages) : null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Due firstDue() {
        List<Shown> messages = messages();
        for (int part = 0; part < messages.size(); part++) {
            if (part >= written.size() || !messages.get(part).equals(written.get(part).shown)) {
                return due(part, messages);
            }
        }
        return null;
    }

    private Due due(int part, List<Shown> messages) {
        boolean last = over || part < messages.size() - 1;
        long notBefore = part < written.size() ? written.get(part).at + NANOS_BETWEEN_EDITS : System.nanoTime();
        return new Due(part, messages.get(part), last, notBefore);
    }

    /** The reply as it should stand now: the small line and the buttons are under its last message. */
    private List<Shown> messages() {
        List<MessageSplitter.Part> parts = splitter.split(text);
        List<Shown> messages = new ArrayList<>();
        for (int i = 0; i < parts.size() - 1; i++) {
            messages.add(new Shown(parts.get(i).text(), "", Set.of()));
        }
        messages.add(new Shown(parts.isEmpty() ? "" : parts.getLast().text(), below, buttons));
        return messages;
    }
}
