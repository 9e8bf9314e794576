package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a person sees of one reply, and whether the calls keep to what {@link Reply} promises. */
public final class ShownReply implements Reply, ReplyOpener {
    private final Consumer<String> onShow;
    private final Consumer<ReplyStatus> onStatus;
    private final AtomicInteger inside = new AtomicInteger();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final List<UUID> opened = new CopyOnWriteArrayList<>();
    private final List<ReplyStatus> statuses = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private volatile @Nullable ReplyOutcome outcome;
    private volatile @Nullable String failure;

    /** One that only looks. */
    public ShownReply() {
        this(_ -> {});
    }

    /** One that does something on the way whenever there is text, and may take its time. */
    public ShownReply(Consumer<String> onShow) {
        this(onShow, _ -> {});
    }

    /** The same, also whenever there is a status. */
    public ShownReply(Consumer<String> onShow, Consumer<ReplyStatus> onStatus) {
        this.onShow = onShow;
        this.onStatus = onStatus;
    }

    @Override
    public Reply open(UUID turn) {
        opened.add(turn);
        return this;
    }

    @Override
    public void status(ReplyStatus status) {
        alone("status", () -> {
            statuses.add(status);
            if (status instanceof ReplyStatus.Changed) {
                texts.add("");
            }
            onStatus.accept(status);
        });
    }

    @Override
    public void show(String textSoFar) {
        alone("show", () -> {
            if (!textSoFar.startsWith(text())) {
                broken.add("what was shown changed: " + text() + " -> " + textSoFar);
            }
            texts.add(textSoFar);
            onShow.accept(textSoFar);
        });
    }

    @Override
    public void complete(ReplyOutcome ended) {
        alone("complete", () -> outcome = ended);
    }

    @Override
    public void fail(String words) {
        alone("fail", () -> failure = words);
    }

    private void alone(String what, Runnable call) {
        if (inside.getAndIncrement() > 0) {
            broken.add(what + " came during another call");
        }
        if (outcome != null || failure != null) {
            broken.add(what + " came after the end");
        }
        try {
            call.run();
        } finally {
            inside.decrementAndGet();
        }
    }

    /** What is shown now. */
    public String text() {
        return texts.isEmpty() ? "" : texts.getLast();
    }

    /** Every text that was shown. */
    public List<String> texts() {
        return texts;
    }

    /** Every status. */
    public List<ReplyStatus> statuses() {
        return statuses;
    }

    /** The ids with which it was opened. */
    public List<UUID> opened() {
        return opened;
    }

    /** How it was completed. */
    public @Nullable ReplyOutcome outcome() {
        return outcome;
    }

    /** Why it failed. */
    public @Nullable String failure() {
        return failure;
    }

    /** It was opened once, ended once, and every call came in its turn. */
    public void assertKeptTheRules() {
        assertThat(broken).isEmpty();
        assertThat(opened).hasSize(1);
        assertThat(outcome == null)
                .as("ended once, by %s or %s", outcome, failure)
                .isNotEqualTo(failure == null);
    }
}
