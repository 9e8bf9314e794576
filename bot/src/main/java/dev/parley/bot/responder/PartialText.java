package dev.parley.bot.responder;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the stored part of a reply at most a second behind what was shown, with far fewer writes than there are tokens:
 * the first new text starts the clock, the write takes whatever has come by then.
 */
final class PartialText implements AutoCloseable {
    private static final long DELAY_MILLIS = 700;

    private final ScheduledExecutorService clock;
    private final Consumer<String> store;
    private @Nullable String latest;
    private @Nullable Future<?> planned;

    PartialText(ScheduledExecutorService clock, Consumer<String> store) {
        this.clock = clock;
        this.store = store;
    }

    synchronized void show(String textSoFar) {
        latest = textSoFar;
        if (planned == null) {
            planned = clock.schedule(this::write, DELAY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Writes under the lock, so that an older text cannot overtake a newer one or the end of the reply. */
    private synchronized void write() {
        planned = null;
        if (latest != null) {
            store.accept(latest);
            latest = null;
        }
    }

    /** Forgets what was not written yet: the whole reply is stored now, or its failure. */
    @Override
    public synchronized void close() {
        latest = null;
        if (planned != null) {
            planned.cancel(false);
        }
    }
}
