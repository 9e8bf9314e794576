package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.responder.Lanes.Place;
import dev.parley.engine.client.Cancellation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LanesTest {
    private static final int LONGEST = 5;
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final Lanes lanes = new Lanes(LONGEST);
    private final UUID here = UUID.randomUUID();
    private final CountDownLatch open = new CountDownLatch(1);

    private interface Task<T> {
        T run() throws InterruptedException;
    }

    private <T> T inLane(UUID conversation, Task<T> task) throws InterruptedException, LineFullException {
        try (var place = lanes.enter(conversation, NOON)) {
            place.await(new Cancellation());
            return task.run();
        }
    }

    /** A task on a thread of its own that waits for the door to open. */
    private Thread start(UUID conversation, Runnable task) {
        return Thread.ofPlatform().start(() -> {
            try {
                inLane(conversation, () -> {
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
            return inLane(conversation, () -> {
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

        assertThatThrownBy(() -> inLane(here, () -> null))
                .isInstanceOfSatisfying(
                        LineFullException.class,
                        full -> assertThat(full.waiting()).isEqualTo(LONGEST));

        open.countDown();
        end(threads);
        assertThat(inLane(here, () -> "in")).isEqualTo("in");
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
        assertThatThrownBy(() -> inLane(here, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(inLane(here, () -> "next")).isEqualTo("next");
    }

    @Test
    void keepsThePlacesInTheOrderInWhichTheyWereTaken() throws Exception {
        var ran = new CopyOnWriteArrayList<Integer>();
        var first = lanes.enter(here, NOON);
        try (var second = lanes.enter(here, NOON)) {
            Thread late = Thread.ofPlatform().start(() -> {
                try {
                    second.await(new Cancellation());
                    ran.add(2);
                } catch (InterruptedException | LineFullException e) {
                    // The test looks at what ran.
                }
            });
            try (first) {
                first.await(new Cancellation());
                ran.add(1);
            }
            late.join();
            assertThat(ran).containsExactly(1, 2);
        }
    }

    @Test
    void endsTheWaitingOfOneThatIsStopped() {
        var stop = new Cancellation();
        try (var _ = lanes.enter(here, NOON);
                var second = lanes.enter(here, NOON)) {
            Thread.ofPlatform().start(stop::cancel);
            assertThatThrownBy(() -> second.await(stop)).isInstanceOf(InterruptedException.class);
        }
        assertThat(lanes.busy()).isZero();
    }

    private Place written(int micros) {
        return lanes.enter(here, NOON.plus(micros, ChronoUnit.MICROS));
    }

    /** Lets them all wait, and says which ran in which order. */
    private List<Place> ran(Place... places) throws InterruptedException {
        List<Place> ran = new CopyOnWriteArrayList<>();
        List<Thread> threads = Stream.of(places)
                .map(place -> Thread.ofPlatform().start(() -> {
                    try (place) {
                        place.await(new Cancellation());
                        ran.add(place);
                    } catch (InterruptedException | LineFullException e) {
                        // The test looks at what ran.
                    }
                }))
                .toList();
        end(threads);
        return ran;
    }

    @Test
    void takesThoseThatWaitInTheOrderInWhichTheyWereWritten() throws Exception {
        var running = written(0);
        running.await(new Cancellation());
        var third = written(3);
        var first = written(1);
        var fourth = written(4);
        var second = written(2);
        running.close();

        assertThat(ran(fourth, third, second, first)).containsExactly(first, second, third, fourth);
    }

    @Test
    void takesThoseOfTheSameTimeInTheOrderOfTheirArrival() throws Exception {
        var one = written(1);
        var other = written(1);
        var earlier = written(0);
        var third = written(1);

        assertThat(ran(third, other, one, earlier)).containsExactly(earlier, one, other, third);
    }

    @Test
    void takesOneThatComesAfterALaterOneWasBegunNext() throws Exception {
        var begun = written(5);
        begun.await(new Cancellation());
        var later = written(6);
        var late = written(1);
        begun.close();

        assertThat(ran(later, late)).containsExactly(late, later);
    }

    @Test
    void letsNoEarlierOneRunBesideTheOneThatWasBegun() throws Exception {
        var over = new Cancellation();
        over.cancel();
        try (var begun = written(5)) {
            begun.await(new Cancellation());
            var late = written(1);
            assertThatThrownBy(() -> late.await(over)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void letsAnEarlierOneGoBeforeTheFirstThatIsNotBegunYet() throws Exception {
        var later = written(5);
        var earlier = written(1);

        assertThat(ran(later, earlier)).containsExactly(earlier, later);
    }

    @Test
    void putsWhatAnswersNoNewMessageBehindAllThatWait() throws Exception {
        var message = written(5);
        var again = lanes.enter(here);
        var next = written(6);
        var late = written(1);

        assertThat(ran(next, again, message, late)).containsExactly(late, message, again, next);
    }

    @Test
    void putsNoMessageBeforeWhatAloneAnswersNone() throws Exception {
        var again = lanes.enter(here);
        var message = written(0);

        assertThat(ran(message, again)).containsExactly(again, message);
    }

    @Test
    void refusesOneTooManyAlsoWhenItIsTheEarliest() throws Exception {
        List<Place> there = IntStream.range(0, LONGEST)
                .mapToObj(number -> written(number + 1))
                .toList();
        assertThatThrownBy(() -> written(0).await(new Cancellation())).isInstanceOf(LineFullException.class);

        assertThat(ran(there.toArray(Place[]::new))).containsExactlyElementsOf(there);
        assertThat(lanes.busy()).isZero();
    }
}
