package dev.parley.engine.server;

import dev.parley.engine.core.GenerationListener;
import dev.parley.engine.core.GenerationResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler's thread hands over to the one that writes. Handing over never blocks: a reply has at most as many
 * events as the context has tokens.
 */
final class ReplyEvents implements GenerationListener {
    /** One thing that happened. */
    sealed interface Event {
        record Reading(int processed, int cached, int total, long millis) implements Event {}

        record Text(String text) implements Event {}

        record Finished(GenerationResult result) implements Event {}

        record Failed(RuntimeException cause) implements Event {}
    }

    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public void reading(int processed, int cached, int total, long millis) {
        queue.add(new Event.Reading(processed, cached, total, millis));
    }

    @Override
    public void text(String text) {
        queue.add(new Event.Text(text));
    }

    @Override
    public void finished(GenerationResult result) {
        queue.add(new Event.Finished(result));
        over.countDown();
    }

    @Override
    public void failed(RuntimeException cause) {
        queue.add(new Event.Failed(cause));
        over.countDown();
    }

    /** The next one, texts that have gathered joined to one; null when nothing happened for that long. */
    @Nullable Event next(long millis) throws InterruptedException {
        Event event = queue.poll(millis, TimeUnit.MILLISECONDS);
        return event instanceof Event.Text(String text) ? new Event.Text(text + gathered()) : event;
    }

    /** Lets texts gather for that long; no longer than to the reply's end. */
    void gather(long millis) throws InterruptedException {
        boolean _ = over.await(millis, TimeUnit.MILLISECONDS);
    }

    private String gathered() {
        StringBuilder more = new StringBuilder();
        while (queue.peek() instanceof Event.Text(String text)) {
            more.append(text);
            queue.remove();
        }
        return more.toString();
    }
}
