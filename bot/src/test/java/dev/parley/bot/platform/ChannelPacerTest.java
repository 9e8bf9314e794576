package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class ChannelPacerTest {
    private final ChannelPacer pacer = new ChannelPacer(System::nanoTime);
    private final List<String> wrote = new CopyOnWriteArrayList<>();

    /** Somebody who wants to write, and stands in line when this returns. */
    private Thread writer(String name, boolean last) {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                pacer.acquire(last);
                wrote.add(name);
            } catch (InterruptedException e) {
                wrote.add(name + " left");
            }
        });
        await().until(() -> thread.getState() != Thread.State.RUNNABLE && thread.getState() != Thread.State.NEW);
        return thread;
    }

    @Test
    void allowsOneWriteUntilThePlatformHasSaidMore() throws InterruptedException {
        long begin = System.nanoTime();
        pacer.acquire(false);
        pacer.acquire(false);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void allowsWhatThePlatformSaysAndKeepsTheLastOneForAReplyThatEnds() throws InterruptedException {
        pacer.learn(5, 3, Duration.ofSeconds(60));
        pacer.acquire(false);
        pacer.acquire(false);
        Thread progress = writer("progress", false);
        writer("end", true).join();

        assertThat(wrote).containsExactly("end");
        progress.interrupt();
        progress.join();
        assertThat(wrote).containsExactly("end", "progress left");
    }

    @Test
    void letsThoseThatEndGoFirstEachKindInOrder() throws InterruptedException {
        pacer.learn(10, 0, Duration.ofMillis(700));
        List<Thread> threads = new ArrayList<>();
        threads.add(writer("progress 1", false));
        threads.add(writer("progress 2", false));
        threads.add(writer("end 1", true));
        threads.add(writer("end 2", true));
        for (Thread each : threads) {
            each.join();
        }

        assertThat(wrote).containsExactlyInAnyOrder("end 1", "end 2", "progress 1", "progress 2");
        assertThat(wrote.indexOf("end 2")).isLessThan(wrote.indexOf("progress 2"));
    }

    @Test
    void waitsForTheNextWindow() throws InterruptedException {
        pacer.learn(5, 0, Duration.ofMillis(300));
        long begin = System.nanoTime();
        pacer.acquire(true);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void countsThoseThatItLetInSinceThePlatformCounted() throws InterruptedException {
        pacer.learn(5, 4, Duration.ofSeconds(60));
        pacer.acquire(true);
        pacer.acquire(true);
        pacer.acquire(true);
        // The answer to the first of the three comes late.
        pacer.learn(5, 3, Duration.ofSeconds(60));
        pacer.acquire(true);
        Thread fifth = writer("fifth", true);

        assertThat(wrote).isEmpty();
        fifth.interrupt();
        fifth.join();
    }
}
