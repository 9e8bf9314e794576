package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LanesTest {
    private static final int LONGEST = 5;

    private final Lanes lanes = new Lanes(LONGEST);
    private final UUID here = UUID.randomUUID();
    private final CountDownLatch open = new CountDownLatch(1);

    /** A task on a thread of its own that waits for the door to open. */
    private Thread start(UUID conversation, Runnable task) {
        return Thread.ofPlatform().start(() -> {
            try {
                lanes.run(conversation, () -> {
                    open.await();
                    task.run();
                    return null;
                });
            } catch (InterruptedException | LineFullException e) {
                // The test looks at what ran.
            }
        });
    }

    /** Starts one after the other, each when the one before stands in its place. */
    private List<Thread> startInOrder(int tasks, List<Integer> ran) {
        return IntStream.range(0, tasks)
                .mapToObj(number -> {
                    Thread thread = start(here, () -> ran.add(number));
                    await().until(() -> thread.getState() == Thread.State.WAITING);
                    return thread;
                })
                .toList();
    }

    private static void end(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void runsTheTasksOfAConversationInTheOrderOfTheirArrival() throws InterruptedException {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        List<Thread> threads = startInOrder(LONGEST, ran);

        open.countDown();
        end(threads);

        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
        assertThat(lanes.busy()).isZero();
    }

    @Test
    void runsConversationsSideBySide() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CompletableFuture<Boolean> met = CompletableFuture.supplyAsync(
                () -> meet(UUID.randomUUID(), both), task -> Thread.ofPlatform().start(task));

        assertThat(meet(here, both)).isTrue();
        assertThat(met.get()).isTrue();
    }

    private boolean meet(UUID conversation, CountDownLatch both) {
        try {
            return lanes.run(conversation, () -> {
                both.countDown();
                both.await();
                return true;
            });
        } catch (InterruptedException | LineFullException e) {
            return false;
        }
    }

    @Test
    void refusesOneTooManyAndTakesAnotherWhenThereIsRoomAgain() throws Exception {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        List<Thread> threads = startInOrder(LONGEST, ran);

        assertThatThrownBy(() -> lanes.run(here, () -> null))
                .isInstanceOfSatisfying(
                        LineFullException.class,
                        full -> assertThat(full.waiting()).isEqualTo(LONGEST));

        open.countDown();
        end(threads);
        assertThat(lanes.run(here, () -> "in")).isEqualTo("in");
    }

    @Test
    void letsTheOthersGoOnWhenOneWhoWaitsIsInterrupted() throws InterruptedException {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        List<Thread> threads = startInOrder(3, ran);

        threads.get(1).interrupt();
        threads.get(1).join();
        open.countDown();
        end(threads);

        assertThat(ran).containsExactly(0, 2);
        assertThat(lanes.busy()).isZero();
    }

    @Test
    void goesOnAfterATaskThatFailed() throws Exception {
        assertThatThrownBy(() -> lanes.run(here, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(lanes.run(here, () -> "next")).isEqualTo("next");
    }
}
