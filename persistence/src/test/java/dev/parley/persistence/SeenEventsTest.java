package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(FreshDatabase.class)
final class SeenEventsTest {
    private static final int CALLERS = 16;
    private static final int EVENTS = 50;

    @Test
    void knowsAnEventThatComesAgain(Database database) {
        var events = database.seenEvents();
        assertThat(events.first("slack", "Ev1")).isTrue();
        assertThat(events.first("slack", "Ev1")).isFalse();
        assertThat(events.first("slack", "Ev2")).isTrue();
        assertThat(events.first("discord", "Ev1")).isTrue();
    }

    @Test
    void tellsOneOfSixteenAtOnceThatItIsTheFirst(Database database) throws Exception {
        var start = new CyclicBarrier(CALLERS);
        Callable<Integer> firsts = () -> {
            start.await();
            return (int) IntStream.range(0, EVENTS)
                    .filter(number -> database.seenEvents().first("slack", "Ev" + number))
                    .count();
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int sum = 0;
            for (var each : threads.invokeAll(Collections.nCopies(CALLERS, firsts))) {
                sum += each.get();
            }
            assertThat(sum).isEqualTo(EVENTS);
        }
    }

    @Test
    void knowsThemAfterARestart(@TempDir Path folder) {
        var file = folder.resolve("parley.mv.db");
        try (var database = Database.open(file)) {
            database.seenEvents().first("slack", "Ev1");
        }
        try (var database = Database.open(file)) {
            assertThat(database.seenEvents().first("slack", "Ev1")).isFalse();
        }
    }

    @Test
    void isNotForgottenWithAPerson(Database database) {
        database.seenEvents().first("slack", "Ev1");
        database.personalData().forgetAll(new Person("slack", "U1"));
        assertThat(database.seenEvents().first("slack", "Ev1")).isFalse();
    }
}
