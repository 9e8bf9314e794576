package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.responder.Admission.Demand;
import dev.parley.engine.client.Cancellation;
import dev.parley.persistence.Person;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdmissionTest {
    private static final Cancellation NEVER = new Cancellation();
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    private Admission admission(int seats, int longestLine) {
        return new Admission(seats, longestLine, now::get, now::get);
    }

    private static Demand of(String person) {
        return new Demand(new Person("discord", person), true);
    }

    /** Somebody in line on a thread of their own. */
    private static final class Guest {
        private final List<Integer> places = new CopyOnWriteArrayList<>();
        private final List<Integer> seconds = new CopyOnWriteArrayList<>();
        private final Cancellation cancellation = new Cancellation();
        private final CompletableFuture<Admission.Seat> seat = new CompletableFuture<>();
        private final Thread thread;

        Guest(String name, Admission admission) {
            thread = Thread.ofPlatform().start(() -> {
                try {
                    seat.complete(admission.enter(
                            of(name),
                            told -> {
                                places.add(told.place());
                                seconds.add(told.seconds());
                            },
                            cancellation));
                } catch (InterruptedException | LineFullException e) {
                    seat.completeExceptionally(e);
                }
            });
        }

        /** Comes, and stands at this place before the next one comes. */
        static Guest at(int place, String name, Admission admission) {
            Guest guest = new Guest(name, admission);
            await().until(() -> guest.places.contains(place));
            return guest;
        }
    }

    @Test
    void givesAFreeSeatAtOnceWithoutAWordAboutPlaces() throws Exception {
        Admission admission = admission(2, 0);
        List<ReplyStatus.Waiting> places = new ArrayList<>();

        try (Admission.Seat _ = admission.enter(of("anna"), places::add, NEVER);
                Admission.Seat _ = admission.enter(of("anna"), places::add, NEVER)) {
            assertThat(admission.load()).isEqualTo(new Admission.Load(2, 0, 2, 0));
        }

        assertThat(places).isEmpty();
        assertThat(admission.load()).isEqualTo(new Admission.Load(0, 0, 2, 0));
    }

    @Test
    void letsThemInInTheOrderOfTheirArrivalAndTellsEachItsPlace() throws Exception {
        Admission admission = admission(1, 3);
        Admission.Seat first = admission.enter(of("dora"), _ -> {}, NEVER);
        Guest anna = Guest.at(1, "anna", admission);
        Guest ben = Guest.at(2, "ben", admission);
        Guest carl = Guest.at(3, "carl", admission);

        first.close();
        await().until(() -> ben.places.contains(1) && carl.places.contains(2));
        anna.seat.get().close();
        await().until(() -> carl.places.contains(1));
        ben.seat.get().close();
        carl.seat.get().close();

        assertThat(anna.places).containsExactly(1);
        assertThat(ben.places).containsExactly(2, 1);
        assertThat(carl.places).containsExactly(3, 2, 1);
        assertThat(admission.load()).isEqualTo(new Admission.Load(0, 0, 1, 0));
    }

    @Test
    void knowsHowLongWhoWaitsLongestHasBeenWaiting() throws Exception {
        Admission admission = admission(1, 2);
        Admission.Seat first = admission.enter(of("dora"), _ -> {}, NEVER);
        assertThat(admission.longestWait()).isZero();
        Guest anna = Guest.at(1, "anna", admission);
        now.set(START.plusSeconds(10));
        Guest ben = Guest.at(2, "ben", admission);
        now.set(START.plusSeconds(25));

        assertThat(admission.longestWait()).hasSeconds(25);
        first.close();
        anna.seat.get();
        assertThat(admission.longestWait()).hasSeconds(15);
        anna.seat.get().close();
        ben.seat.get().close();
        assertThat(admission.longestWait()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void waitingTakesAsLongAsItTakesWhenTheClockJumps(long seconds) throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(START);
        Admission admission = new Admission(1, 1, clock::get, now::get);
        Admission.Seat first = admission.enter(of("dora"), _ -> {}, NEVER);
        Guest anna = Guest.at(1, "anna", admission);
        clock.set(START.plusSeconds(seconds));
        now.set(START.plusSeconds(10));

        assertThat(admission.longestWait()).hasSeconds(10);
        assertThat(admission.demand(new Person("test", "ben"), clock.get()).awaited())
                .isTrue();
        first.used(10, 10);
        first.close();
        anna.seat.get().close();
        Admission.Seat busy = admission.enter(of("dora"), _ -> {}, NEVER);
        assertThat(admission.load().seconds()).isBetween(1, 60);
        busy.close();
    }

    @Test
    void givesASeatBackOnlyOnce() throws Exception {
        Admission admission = admission(2, 0);
        Admission.Seat first = admission.enter(of("dora"), _ -> {}, NEVER);
        Admission.Seat _ = admission.enter(of("dora"), _ -> {}, NEVER);

        first.close();
        first.close();

        assertThat(admission.load().running()).isEqualTo(1);
    }

    @Test
    void refusesWhenTheLineIsFullAndSaysHowManyWait() throws Exception {
        Admission admission = admission(1, 1);
        Admission.Seat first = admission.enter(of("dora"), _ -> {}, NEVER);
        Guest anna = Guest.at(1, "anna", admission);

        assertThatThrownBy(() -> admission.enter(of("dora"), _ -> {}, NEVER))
                .isInstanceOfSatisfying(
                        LineFullException.class,
                        full -> assertThat(full.waiting()).isEqualTo(1));

        first.close();
        anna.seat.get().close();
    }

    @Test
    void movesTheOthersUpWhenSomebodyLeavesTheLine() throws Exception {
        Admission admission = admission(1, 3);
        Admission.Seat first = admission.enter(of("dora"), _ -> {}, NEVER);
        Guest anna = Guest.at(1, "anna", admission);
        Guest ben = Guest.at(2, "ben", admission);
        Guest carl = Guest.at(3, "carl", admission);

        anna.cancellation.cancel();
        assertThatThrownBy(anna.seat::get).hasCauseInstanceOf(InterruptedException.class);
        await().until(() -> ben.places.contains(1) && carl.places.contains(2));
        ben.thread.interrupt();
        assertThatThrownBy(ben.seat::get).hasCauseInstanceOf(InterruptedException.class);
        await().until(() -> carl.places.contains(1));

        first.close();
        carl.seat.get().close();
        assertThat(admission.load()).isEqualTo(new Admission.Load(0, 0, 1, 0));
    }

    @Test
    void letsAsManyInAsThereAreSeatsAndNeverMore() throws Exception {
        int seats = 3;
        Admission admission = admission(seats, 100);
        CyclicBarrier together = new CyclicBarrier(seats);
        AtomicInteger inside = new AtomicInteger();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String name = "guest " + i;
            threads.add(Thread.ofVirtual().start(() -> {
                try (Admission.Seat _ = admission.enter(of(name), _ -> {}, new Cancellation())) {
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

    @Test
    void showsEverybodyTheirPlaceAgainWhenSomebodyComesWhoWasServedLess() throws Exception {
        Admission admission = admission(1, 10);
        Admission.Seat first = admission.enter(of("anna"), _ -> {}, NEVER);
        Guest second = Guest.at(1, "anna", admission);
        Guest third = Guest.at(2, "anna", admission);

        Guest ben = Guest.at(1, "ben", admission);

        await().until(() -> second.places.equals(List.of(1, 2)) && third.places.equals(List.of(2, 3)));
        first.used(300, 0);
        first.close();
        ben.seat.get().close();
        second.seat.get().close();
        third.seat.get().close();
    }

    @Test
    void saysHowLongItTakesOnceItHasSeenOneReply() throws Exception {
        Admission admission = admission(1, 10);
        try (Admission.Seat seat = admission.enter(of("anna"), _ -> {}, NEVER)) {
            seat.used(100, 20);
            now.set(START.plusSeconds(17));
        }

        try (Admission.Seat _ = admission.enter(of("anna"), _ -> {}, NEVER)) {
            Guest ben = Guest.at(1, "ben", admission);

            assertThat(ben.seconds).containsExactly(20);
            assertThat(admission.load()).isEqualTo(new Admission.Load(1, 1, 1, 45));
            ben.cancellation.cancel();
        }
    }

    @Test
    void chargesWhatTheSeatWasUsedForEvenIfItTookMoreThanOneGo() throws Exception {
        Admission admission = admission(2, 10);
        Admission.Seat annas = admission.enter(of("anna"), _ -> {}, NEVER);
        Admission.Seat bens = admission.enter(of("ben"), _ -> {}, NEVER);
        Guest anna = Guest.at(1, "anna", admission);
        Guest ben = Guest.at(2, "ben", admission);

        annas.used(400, 200);
        annas.used(400, 200);
        annas.close();

        await().until(ben.seat::isDone);
        assertThat(anna.seat).isNotDone();
        ben.seat.get().close();
        anna.seat.get().close();
        bens.close();
    }

    @Test
    void takesWhatWasWrittenLongBeforeItWasTakenUpForSomethingNobodyWaitsFor() {
        Admission admission = admission(1, 10);
        Person anna = new Person("discord", "anna");

        assertThat(admission.demand(anna, START.minusSeconds(599))).isEqualTo(new Demand(anna, true));
        assertThat(admission.demand(anna, START.minusSeconds(600))).isEqualTo(new Demand(anna, false));
    }
}
