package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Person;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand messages that come shuffled, all at once, some of them more than once. */
final class ShuffledTest {
    private static final int MESSAGES = 1000;
    /** So that the messages of one conversation all find room in its lane. */
    private static final int CONVERSATIONS = 50;

    private static final int PEOPLE = 3;
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    private static World world;
    private static List<Delivery> deliveries;

    /** All moments are numbers of one count, so that it can be told what was before what. */
    private static final class Delivery implements ReplyOpener, Reply {
        private final Incoming message;
        private final AtomicInteger moments;
        private final CountDownLatch go;
        private volatile Outcome outcome = new Outcome.Stopped();
        private volatile int came;
        private volatile int ended;

        Delivery(Incoming message, AtomicInteger moments, CountDownLatch go) {
            this.message = message;
            this.moments = moments;
            this.go = go;
        }

        Delivery to(Bot bot) {
            var arrival = new Arrival(message, new Decision.Respond(), true, Material.NONE);
            outcome = bot.responder().onMessage(arrival, this::acknowledged, this);
            return this;
        }

        private void acknowledged() {
            came = moments.incrementAndGet();
            go.countDown();
        }

        Instant written() {
            return message.receivedAt();
        }

        int ended() {
            return ended;
        }

        boolean isAnswered() {
            return outcome instanceof Outcome.Answered;
        }

        boolean isCovered() {
            return isAnswered() || outcome instanceof Outcome.Joined;
        }

        @Override
        public Reply open(UUID turn) {
            return this;
        }

        @Override
        public void status(ReplyStatus status) {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void show(String textSoFar) {}

        @Override
        public void complete(ReplyOutcome completed) {
            ended = moments.incrementAndGet();
        }

        @Override
        public void fail(String words) {
            ended = moments.incrementAndGet();
        }
    }

    @BeforeAll
    static void deliver(@TempDir Path folder) throws Exception {
        world = World.open(folder, TinyModel.standard().withoutEnd(), 2048);
        deliveries = deliverAll();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static List<Delivery> deliverAll() throws Exception {
        var moments = new AtomicInteger();
        // No reply goes on before so many deliveries are there: so others wait, whatever the machine's speed.
        var go = new CountDownLatch(MESSAGES / 2);
        var all = IntStream.range(0, MESSAGES)
                .mapToObj(ShuffledTest::message)
                .flatMap(message -> times(message).mapToObj(_ -> new Delivery(message, moments, go)))
                .collect(Collectors.toList());
        Collections.shuffle(all, new Random(5));
        var bot = world.bot(1, World.SEATS, MESSAGES);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each :
                    all.stream().map(each -> threads.submit(() -> each.to(bot))).toList()) {
                each.get();
            }
        }
        return all;
    }

    private static Incoming message(int number) {
        var place = place(number % CONVERSATIONS);
        var author = "person" + number / CONVERSATIONS % PEOPLE;
        return new Incoming(
                place,
                new Author(place.platform(), author, author),
                "m" + number,
                "" + number,
                START.plus(number, ChronoUnit.MICROS));
    }

    private static ConversationKey place(int number) {
        return World.place("place" + number);
    }

    /** Of seven five once, one twice and one three times. */
    private static IntStream times(Incoming message) {
        return IntStream.range(0, Math.max(1, Integer.parseInt(message.text()) % 7 - 3));
    }

    private static List<Turn> turns(Role role) {
        return IntStream.range(0, PEOPLE)
                .mapToObj(number -> new Person(place(0).platform(), "person" + number))
                .flatMap(person -> world.database().personalData().stored(person).turns().stream())
                .filter(turn -> turn.role() == role)
                .toList();
    }

    private static List<Integer> numbers(Turn question) {
        return question.text().lines().map(Integer::valueOf).toList();
    }

    @Test
    void coversEachMessageOnce() {
        Map<String, Long> covered = deliveries.stream()
                .filter(Delivery::isCovered)
                .collect(Collectors.groupingBy(each -> each.message.externalId(), Collectors.counting()));

        assertThat(covered).hasSize(MESSAGES);
        assertThat(covered.values()).containsOnly(1L);
        assertThat(deliveries.stream().filter(Predicate.not(Delivery::isCovered)))
                .allMatch(each -> each.outcome instanceof Outcome.Ignored);
    }

    @Test
    void storesEachMessageInOneQuestionInTheOrderInWhichItsPartsWereWritten() {
        var questions = turns(Role.USER);

        assertThat(questions).allSatisfy(each -> {
            assertThat(numbers(each)).isSorted();
            assertThat(each.externalId()).isEqualTo("m" + numbers(each).getFirst());
        });
        assertThat(questions.stream().flatMap(each -> numbers(each).stream()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, MESSAGES).boxed().toList());
    }

    @Test
    void storesOneReplyToEachQuestion() {
        assertThat(turns(Role.ASSISTANT).stream().map(Turn::parentId))
                .containsExactlyInAnyOrderElementsOf(
                        turns(Role.USER).stream().map(Turn::id).toList());
        assertThat(world.database().inbox().unfinished()).isEmpty();
    }

    @Test
    void takesThoseThatWaitInTheOrderInWhichTheyWereWritten() {
        int waited = 0;
        for (int number = 0; number < CONVERSATIONS; number++) {
            var taken = answeredAt(place(number));
            for (int next = 1; next < taken.size(); next++) {
                int chosen = taken.get(next - 1).ended();
                var waiting = taken.stream()
                        .skip(next + 1)
                        .filter(each -> each.came < chosen)
                        .toList();
                assertThat(waiting)
                        .extracting(Delivery::written)
                        .allMatch(taken.get(next).written()::isBefore);
                waited += waiting.size();
            }
        }
        assertThat(waited).isPositive();
    }

    /** The questions of a conversation in the order in which they were answered, which is that of its history. */
    private static List<Delivery> answeredAt(ConversationKey place) {
        var taken = deliveries.stream()
                .filter(each -> each.isAnswered() && each.message.key().equals(place))
                .sorted(Comparator.comparingInt(Delivery::ended))
                .toList();
        var store = world.database().conversations();
        assertThat(store.history(store.current(place).id()).stream().filter(turn -> turn.role() == Role.USER))
                .extracting(Turn::externalId)
                .containsExactlyElementsOf(
                        taken.stream().map(each -> each.message.externalId()).toList());
        return taken;
    }

    @Test
    void leavesThemAloneAfterARestart() throws Exception {
        var before = turns(Role.ASSISTANT);

        assertThat(deliverAll()).allMatch(each -> each.outcome instanceof Outcome.Ignored);
        assertThat(turns(Role.ASSISTANT)).isEqualTo(before);
    }
}
