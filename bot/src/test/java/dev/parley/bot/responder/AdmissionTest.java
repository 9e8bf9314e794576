package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.client.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private static final Cancellation NEVER = new Cancellation();

    /** Somebody in line on a thread of their own. */
    private static final class Guest {
        private final List<Integer> places = new CopyOnWriteArrayList<>();
        private final Cancellation cancellation = new Cancellation();
        private final CompletableFuture<Admission.Seat> seat = new CompletableFuture<>();
        private final Thread thread;

        Guest(Admission admission) {
            thread = Thread.ofPlatform().start(() -> {
                try {
                    seat.complete(admission.enter(places::add, cancellation));
                } catch (InterruptedException | LineFullException e) {
                    seat.completeExceptionally(e);
                }
            });
        }

        /** Comes, and stands at this place before the next one comes. */
        static Guest at(int place, Admission admission) {
            Guest guest = new Guest(admission);
            await().until(() -> guest.places.contains(place));
            return guest;
        }
    }

    @Test
    void givesAFreeSeatAtOnceWithoutAWordAboutPlaces() throws Exception {
        Admission admission = new Admission(2, 0);
        List<Integer> places = new ArrayList<>();

        try (Admission.Seat _ = admission.enter(places::add, NEVER);
                Admission.Seat _ = admission.enter(places::add, NEVER)) {
            assertThat(admission.load()).isEqualTo(new Admission.Load(2, 0, 2));
        }

        assertThat(places).isEmpty();
        assertThat(admission.load()).isEqualTo(new Admission.Load(0, 0, 2));
    }

    @Test
    void letsThemInInTheOrderOfTheirArrivalAndTellsEachItsPlace() throws Exception {
        Admission admission = new Admission(1, 3);
        Admission.Seat first = admission.enter(_ -> {}, NEVER);
        Guest anna = Guest.at(1, admission);
        Guest ben = Guest.at(2, admission);
        Guest carl = Guest.at(3, admission);

        first.close();
        await().until(() -> ben.places.contains(1) && carl.places.contains(2));
        anna.seat.get().close();
        await().until(() -> carl.places.contains(1));
        ben.seat.get().close();
        carl.seat.get().close();

        assertThat(anna.places).containsExactly(1);
        assertThat(ben.places).containsExactly(2, 1);
        assertThat(carl.places).containsExactly(3, 2, 1);
        assertThat(admission.load()).isEqualTo(new Admission.Load(0, 0, 1));
    }

    @Test
    void givesASeatBackOnlyOnce() throws Exception {
        Admission admission = new Admission(2, 0);
        Admission.Seat first = admission.enter(_ -> {}, NEVER);
        Admission.Seat _ = admission.enter(_ -> {}, NEVER);

        first.close();
        first.close();

        assertThat(admission.load().running()).isEqualTo(1);
    }

    @Test
    void refusesWhenTheLineIsFullAndSaysHowManyWait() throws Exception {
        Admission admission = new Admission(1, 1);
        Admission.Seat first = admission.enter(_ -> {}, NEVER);
        Guest anna = Guest.at(1, admission);

        assertThatThrownBy(() -> admission.enter(_ -> {}, NEVER))
                .isInstanceOfSatisfying(
                        LineFullException.class,
                        full -> assertThat(full.waiting()).isEqualTo(1));

        first.close();
        anna.seat.get().close();
    }

    @Test
    void movesTheOthersUpWhenSomebodyLeavesTheLine() throws Exception {
        Admission admission = new Admission(1, 3);
        Admission.Seat first = admission.enter(_ -> {}, NEVER);
        Guest anna = Guest.at(1, admission);
        Guest ben = Guest.at(2, admission);
        Guest carl = Guest.at(3, admission);

        anna.cancellation.cancel();
        assertThatThrownBy(anna.seat::get).hasCauseInstanceOf(InterruptedException.class);
        await().until(() -> ben.places.contains(1) && carl.places.contains(2));
        ben.thread.interrupt();
        assertThatThrownBy(ben.seat::get).hasCauseInstanceOf(InterruptedException.class);
        await().until(() -> carl.places.contains(1));

        first.close();
        carl.seat.get().close();
        assertThat(admission.load()).isEqualTo(new Admission.Load(0, 0, 1));
    }

    @Test
    void letsAsManyInAsThereAreSeatsAndNeverMore() throws Exception {
        int seats = 3;
        Admission admission = new Admission(seats, 100);
        CyclicBarrier together = new CyclicBarrier(seats);
        AtomicInteger inside = new AtomicInteger();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (Admission.Seat _ = admission.enter(_ -> {}, new Cancellation())) {
                    seen.add(inside.incrementAndGet());
                    together.await();
                    inside.decrementAndGet();
                } catch (InterruptedException | LineFullException | BrokenBarrierException e) {
                    seen.add(Integer.MAX_VALUE);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(seen).hasSize(60).allSatisfy(each -> assertThat(each).isLessThanOrEqualTo(seats));
    }
}
