package dev.parley.engine.server;

import dev.parley.engine.core.GenerationListener;
import dev.parley.engine.core.GenerationResult;
import dev.parley.engine.core.ScoredToken;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler's thread hands over to the one that writes. Handing over never blocks: a reply has at most two
 * events for each of its tokens and of its prompt.
 */
final class ReplyEvents implements GenerationListener {
    /** One thing that happened. */
    sealed interface Event {
        record Reading(int processed, int cached, int total, long millis) implements Event {}

        /** More of the reply, with the scores of its tokens where they are wanted; either may be empty, not both. */
        record Text(String text, List<ScoredToken> scores) implements Event {}

        record Finished(GenerationResult result) implements Event {}

        record Failed(RuntimeException cause) implements Event {}
    }

    /**
     * A reply that has ended.
     *
     * @param text all of it
     * @param scores of its tokens, and of its prompt's, where they were wanted
     */
    record Whole(String text, List<ScoredToken> scores, GenerationResult result) {}

    private static final long HEARTBEAT_MILLIS = 250;

    /**
     * Tokens that come faster than this share a chunk. A chunk wakes half a dozen threads of both processes, each on a core
     * that decodes: one for each token made decoding 14 % slower on two cores. The eye sees no more than 20 changes a
     * second, and a model that takes longer for a token loses nothing.
     */
    private static final long GATHER_MILLIS = 50;

    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public void reading(int processed, int cached, int total, long millis) {
        queue.add(new Event.Reading(processed, cached, total, millis));
    }

    @Override
    public void text(String text) {
        queue.add(new Event.Text(text, List.of()));
    }

    @Override
    public void scored(List<ScoredToken> tokens) {
        queue.add(new Event.Text("", tokens));
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

    /** The next one, texts that have gathered joined to one; null when nothing happened for a quarter of a second. */
    @Nullable Event next() throws InterruptedException {
        Event event = queue.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
        return event instanceof Event.Text text ? gathered(text) : event;
    }

    /** Waits for the end; what made the reply fail is thrown as the client is to hear of it. */
    Whole whole() throws InterruptedException {
        StringBuilder text = new StringBuilder();
        List<ScoredToken> scores = new ArrayList<>();
        while (true) {
            switch (next()) {
                case null -> {}
                case Event.Reading _ -> {}
                case Event.Text more -> {
                    text.append(more.text());
                    scores.addAll(more.scores());
                }
                case Event.Failed(RuntimeException cause) -> throw ApiException.of(cause);
                case Event.Finished(GenerationResult result) -> {
                    return new Whole(text.toString(), List.copyOf(scores), result);
                }
            }
        }
    }

    /** Lets texts gather for a while; no longer than to the reply's end. */
    void gather() throws InterruptedException {
        boolean _ = over.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Event.Text gathered(Event.Text first) {
        StringBuilder text = new StringBuilder(first.text());
        List<ScoredToken> scores = new ArrayList<>(first.scores());
        while (queue.peek() instanceof Event.Text more) {
            text.append(more.text());
            scores.addAll(more.scores());
            queue.remove();
        }
        return new Event.Text(text.toString(), List.copyOf(scores));
    }
}
