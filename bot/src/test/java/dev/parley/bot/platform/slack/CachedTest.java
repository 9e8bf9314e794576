package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is asked once for many, and how long one waits for it. */
final class CachedTest {
    private static final Executor VIRTUAL = Thread::startVirtualThread;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private Cached<String> cached(Duration patience, Executor threads) {
        return new Cached<>(
                key -> {
                    int number = asked.incrementAndGet();
                    if (key.equals("bad")) {
                        throw new IllegalStateException("no");
                    }
                    return key + number;
                },
                Duration.ofMinutes(5),
                patience,
                threads,
                now::get);
    }

    @Test
    void asksOnceWhileTheAnswerIsFresh() {
        Cached<String> cached = cached(LONG, VIRTUAL);

        assertThat(cached.get("a", "")).isEqualTo("a1");
        assertThat(cached.get("a", "")).isEqualTo("a1");
    }

    @Test
    void asksAgainWhenItIsOld() {
        Cached<String> cached = cached(LONG, VIRTUAL);
        cached.get("a", "");
        now.addAndGet(Duration.ofMinutes(6).toNanos());

        assertThat(cached.get("a", "")).isEqualTo("a2");
    }

    @Test
    void doesNotAskAgainAtOnceAfterAFailure() {
        Cached<String> cached = cached(LONG, VIRTUAL);

        assertThat(cached.get("bad", "?")).isEqualTo("?");
        assertThat(cached.get("bad", "?")).isEqualTo("?");
        assertThat(asked).hasValue(1);
    }

    @Test
    void doesNotWaitLongForWhoIsSlow() {
        Cached<String> cached = cached(Duration.ofMillis(20), _ -> {});

        assertThat(cached.get("a", "?")).isEqualTo("?");
    }

    @Test
    void takesTheOldAnswerWhileTheNewOneIsOnItsWay() {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        Cached<String> cached = cached(Duration.ofMillis(20), task -> {
            int number = questions.incrementAndGet();
            Thread.startVirtualThread(() -> {
                if (number > 1) {
                    awaitQuietly(go);
                }
                task.run();
            });
        });
        await().until(() -> cached.get("a", "?").equals("a1"));
        now.addAndGet(Duration.ofMinutes(6).toNanos());

        assertThat(cached.get("a", "?")).isEqualTo("a1");
        go.countDown();
        await().until(() -> cached.get("a", "?").equals("a2"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
