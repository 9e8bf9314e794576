package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bot.responder.FairLine.Ticket;
import dev.parley.persistence.Person;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FairLineTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    private final FairLine line = new FairLine(1, 200);
    private final Map<Ticket, String> names = new HashMap<>();

    private Ticket join(String person, boolean awaited) throws LineFullException {
        Ticket ticket = line.join(new Person("discord", person), awaited);
        names.put(ticket, person);
        return ticket;
    }

    private Ticket join(String person) throws LineFullException {
        return join(person, true);
    }

    private void join(String person, int times) throws LineFullException {
        for (int i = 0; i < times; i++) {
            join(person);
        }
    }

    private Ticket begin() {
        Ticket next = line.next().orElseThrow();
        line.begin(next, START);
        return next;
    }

    /** Lets so many through, each at this cost, and says whose they were. */
    private List<String> pass(int times, int tokens) {
        List<String> passed = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Ticket next = begin();
            line.end(next, tokens, START.plusSeconds(1));
            passed.add(names.get(next));
        }
        return passed;
    }

    @Test
    void letsAnotherInBetweenTheTwentyMessagesOfOnePerson() throws Exception {
        join("anna", 1);
        Ticket running = begin();
        join("anna", 19);

        join("ben");

        line.end(running, 300, START.plusSeconds(1));
        assertThat(pass(3, 300)).containsExactly("ben", "anna", "anna");
    }

    @Test
    void countsTokensAndNotMessages() throws Exception {
        join("anna", 20);
        join("ben", 20);
        Map<String, Integer> served = new HashMap<>();

        for (int i = 0; i < 22; i++) {
            Ticket next = begin();
            int tokens = names.get(next).equals("anna") ? 1000 : 100;
            line.end(next, tokens, START.plusSeconds(1));
            served.merge(names.get(next), tokens, Integer::sum);
        }

        assertThat(served).containsEntry("anna", 2000).containsEntry("ben", 2000);
    }

    @Test
    void savesNothingUpForWhoWasAway() throws Exception {
        join("anna", 1);
        join("ben", 15);
        join("carl", 15);
        pass(21, 500);

        join("anna", 8);

        assertThat(pass(6, 500).stream().filter("anna"::equals)).hasSize(2);
    }

    @Test
    void doesNotPunishForEverWhoHadTheEngineAlone() throws Exception {
        join("anna", 15);
        pass(14, 5000);

        join("anna", 2);
        join("ben", 3);

        assertThat(pass(4, 5000)).containsExactly("ben", "anna", "ben", "anna");
    }

    @Test
    void takesTheMessagesOfOnePersonInTheirOrder() throws Exception {
        Ticket first = join("anna");
        Ticket second = join("anna");
        Ticket third = join("anna");

        line.leave(second);

        assertThat(List.of(line.place(first), line.place(third))).containsExactly(1, 2);
    }

    @Test
    void putsWhatNobodyWaitsForBehindButNotForEver() throws Exception {
        join("old", false);
        join("older", false);
        for (int i = 0; i < 20; i++) {
            join("guest " + i);
        }

        List<String> passed = pass(10, 500);

        assertThat(passed.indexOf("old")).isEqualTo(FairLine.AWAITED_BETWEEN);
        assertThat(passed.indexOf("older")).isEqualTo(2 * FairLine.AWAITED_BETWEEN + 1);
    }

    @Test
    void startsNobodyBehindWhatNobodyWaitsFor() throws Exception {
        join("old", 10);
        pass(10, 5000);
        join("anna", 3);
        join("old", false);
        pass(4, 500);
        join("anna", 5);

        join("ben");

        assertThat(pass(2, 500)).contains("ben");
    }

    @Test
    void keepsRoomForOthersHoweverMuchOnePersonAsks() throws Exception {
        assertThatThrownBy(() -> join("anna", 200))
                .isInstanceOfSatisfying(
                        LineFullException.class,
                        full -> assertThat(full.waiting()).isBetween(40, 41));

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 200; i++) {
                        join("ben " + i, 2);
                    }
                })
                .isInstanceOf(LineFullException.class);

        join("carl");
        assertThat(line.waiting()).isLessThan(200);
    }

    @Test
    void takesNobodyMoreWhenItIsFull() throws Exception {
        FairLine narrow = new FairLine(1, 2);
        for (String each : List.of("anna", "ben")) {
            narrow.join(new Person("discord", each), true);
        }

        assertThatThrownBy(() -> narrow.join(new Person("discord", "carl"), true))
                .isInstanceOf(LineFullException.class);
    }

    @Test
    void saysWhatPeopleSayOfTheTimeItTakes() throws Exception {
        join("anna");
        assertThat(line.estimate(1)).isZero();
        Ticket ticket = begin();
        line.end(ticket, 100, START.plusSeconds(16));

        assertThat(IntStream.of(1, 2, 3, 4, 8, 20, 1000).map(line::estimate))
                .containsExactly(20, 45, 60, 120, 180, 600, 3600);
    }

    @Test
    void measuresNothingByWhatTheEngineNeverSaw() throws Exception {
        join("anna");

        line.end(begin(), 0, START.plusSeconds(16));

        assertThat(line.estimate(1)).isZero();
    }

    /** What holds at every moment, whoever comes, goes and takes however long. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsItsPromisesWhateverHappens(long seed) {
        Random random = new Random(seed);
        int seats = 1 + random.nextInt(4);
        int people = 2 + random.nextInt(6);
        int dearest = 20;
        FairLine any = new FairLine(seats, 40);
        List<Ticket> waiting = new ArrayList<>();
        List<Ticket> running = new ArrayList<>();
        Map<Ticket, Integer> joined = new HashMap<>();
        int begun = 0;
        int longest = 0;
        for (int i = 0; i < 20_000; i++) {
            int what = random.nextInt(10);
            if (what < 5) {
                try {
                    Ticket ticket =
                            any.join(new Person("discord", "person " + random.nextInt(people)), random.nextInt(6) > 0);
                    waiting.add(ticket);
                    joined.put(ticket, begun);
                } catch (LineFullException e) {
                    assertThat(any.running())
                            .as("refused only when it would wait")
                            .isEqualTo(seats);
                }
            } else if (what < 9 && !running.isEmpty()) {
                Ticket ended = running.remove(random.nextInt(running.size()));
                any.end(ended, 1 + random.nextInt(dearest), START.plusSeconds(i));
            } else if (!waiting.isEmpty() && random.nextInt(5) == 0) {
                any.leave(waiting.remove(random.nextInt(waiting.size())));
            }
            while (any.next().isPresent()) {
                Ticket next = any.next().orElseThrow();
                any.begin(next, START.plusSeconds(i));
                assertThat(waiting.remove(next)).isTrue();
                running.add(next);
                begun++;
                longest = Math.max(longest, begun - joined.get(next));
            }
            assertThat(any.running() < seats && any.waiting() > 0)
                    .as("a free seat while somebody waits")
                    .isFalse();
            assertThat(waiting.stream().map(any::place).sorted().toList())
                    .isEqualTo(IntStream.rangeClosed(1, waiting.size()).boxed().toList());
        }
        assertThat(begun).isGreaterThan(3_000);
        // Everybody else once for each token of the dearest reply, for each of a person's own ten before it.
        assertThat(longest).isLessThan(people * (dearest + 1) * 10);
    }
}
