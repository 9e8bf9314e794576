package dev.parley.bot.platform.slack;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of Slack, kept for a time. One asks for all who want to know the same. Nobody waits long: who wants to
 * know gets what was known before, or nothing, and the answer serves the next one.
 *
 * @param <V> what there is to know
 */
final class Cached<V> {
    private static final int MOST = 5_000;

    /** After a question that failed. */
    private static final Duration BAD_NEWS = Duration.ofSeconds(30);

    private final Function<String, V> ask;
    private final Duration fresh;
    private final Duration patience;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final Map<String, Answer<V>> entries = new Latest<>(MOST);

    private static final class Answer<V> {
        final CompletableFuture<V> answer;
        final @Nullable V before;
        final long asked;

        Answer(CompletableFuture<V> answer, @Nullable V before, long asked) {
            this.answer = answer;
            this.before = before;
            this.asked = asked;
        }

        @Nullable V known() {
            return answer.isDone() && !answer.isCompletedExceptionally() ? answer.getNow(before) : before;
        }
    }

    /**
     * Nothing is known yet.
     *
     * @param ask asks, and throws where there is no answer
     * @param fresh how long an answer holds
     * @param patience how long one waits for it
     * @param threads where it is asked
     * @param nanoTime as {@link System#nanoTime}
     */
    Cached(Function<String, V> ask, Duration fresh, Duration patience, Executor threads, LongSupplier nanoTime) {
        this.ask = ask;
        this.fresh = fresh;
        this.patience = patience;
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** What is known; {@code otherwise} where nothing is. */
    V get(String key, V otherwise) {
        Answer<V> entry = entry(key);
        V known = entry.known();
        if (entry.answer.isDone()) {
            return known == null ? otherwise : known;
        }
        V late = known == null ? otherwise : known;
        return entry.answer
                .exceptionally(_ -> late)
                .completeOnTimeout(late, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private Answer<V> entry(String key) {
        synchronized (entries) {
            Answer<V> entry = entries.get(key);
            long now = nanoTime.getAsLong();
            if (entry != null && !isStale(entry, now)) {
                return entry;
            }
            Answer<V> next = new Answer<>(
                    CompletableFuture.supplyAsync(() -> ask.apply(key), threads),
                    entry == null ? null : entry.known(),
                    now);
            entries.put(key, next);
            return next;
        }
    }

    private boolean isStale(Answer<V> entry, long now) {
        Duration holds = entry.answer.isCompletedExceptionally() ? BAD_NEWS : fresh;
        return entry.answer.isDone() && now - entry.asked > holds.toNanos();
    }
}
