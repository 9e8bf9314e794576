package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.PLACE;
import static dev.parley.persistence.Talk.exchange;
import static dev.parley.persistence.Talk.incoming;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.parley.persistence.StoreException.Kind;
import dev.parley.persistence.fixture.FullDisk;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or has become read-only, by a quota between H2 and the real one. */
final class FullDiskTest {
    @TempDir
    private Path folder;

    private FullDisk disk;
    private Database database;

    @BeforeEach
    void open() {
        disk = FullDisk.in(folder);
        database = openAgain();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Database openAgain() {
        return Database.open(folder.resolve("parley.mv.db"), Clock.systemUTC(), UUID::randomUUID, disk.disk());
    }

    private StoreException refusal() {
        return catchThrowableOfType(
                StoreException.class,
                () -> database.inbox().accept(incoming(ANN, UUID.randomUUID().toString(), "x".repeat(5_000))));
    }

    /** Accepts until it is refused; what was accepted. */
    private Set<UUID> fill() {
        disk.room(100_000);
        var accepted = new HashSet<UUID>();
        for (int i = 0; i < 1000 && database.trouble().isEmpty(); i++) {
            try {
                accepted.add(database.inbox()
                        .accept(incoming(ANN, "m" + i, "hello ".repeat(200)))
                        .orElseThrow()
                        .id());
            } catch (StoreException e) {
                assertThat(e.kind()).isEqualTo(Kind.NOT_WRITABLE);
            }
        }
        assertThat(database.trouble()).isPresent();
        return accepted;
    }

    private void awaitRoom() {
        disk.empty();
        await().until(() -> database.trouble().isEmpty());
    }

    @Test
    void refusesNewMessagesAndSaysWhy() {
        fill();
        var refusal = refusal();
        assertThat(refusal.kind()).isEqualTo(Kind.NOT_WRITABLE);
        assertThat(refusal)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("make room on the disk");
    }

    @Test
    void refusesManyAtOnceWithoutOneWaitingForTheNext() {
        disk.room(0);
        var refusals = IntStream.range(0, 20)
                .mapToObj(_ -> CompletableFuture.supplyAsync(
                        this::refusal, task -> Thread.ofVirtual().start(task)))
                .toList();
        assertThat(refusals)
                .allSatisfy(refusal ->
                        assertThat(refusal.orTimeout(20, SECONDS).join().kind()).isEqualTo(Kind.NOT_WRITABLE));
    }

    @Test
    void readsWhatIsThereWhileItIsFull() {
        var accepted = fill();
        assertThat(database.inbox().unfinished()).extracting(InboxEntry::id).containsAll(accepted);
    }

    @Test
    void goesOnByItselfAndKeepsWhatWasAccepted() {
        var accepted = fill();
        awaitRoom();
        var last = database.inbox().accept(incoming(ANN, "last", "hello")).orElseThrow();
        accepted.add(last.id());
        assertThat(database.inbox().unfinished())
                .extracting(InboxEntry::id)
                .containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    void goesOnAfterItWasReadOnly() {
        var exchange = exchange(database, database.conversations().current(PLACE), ANN, "m1");
        disk.readOnly();
        assertThat(refusal()).hasMessageContaining("Read-only file system");
        assertThat(database.conversations().turn(exchange.reply().id())).isPresent();
        awaitRoom();
        exchange(database, database.conversations().current(PLACE), ANN, "m2");
        assertThat(database.conversations()
                        .history(database.conversations().current(PLACE).id()))
                .hasSize(4);
    }

    @Test
    void staysFullWhileThereIsNoRoom() {
        fill();
        int before = disk.refusals();
        await().until(() -> disk.refusals() > before + 3);
        assertThat(database.trouble()).isPresent();
    }

    @Test
    void whatIsOwedIsStoredWhenThereIsRoom() {
        var conversation = database.conversations().current(PLACE);
        var entry = database.inbox().accept(incoming(ANN, "owed", "hello")).orElseThrow();
        database.inbox().begin(entry.id(), conversation.id());
        fill();
        var user = Talk.user(conversation, null, ANN, "owed", "hello");
        var reply = Talk.reply(entry.replyTurnId(), user, "answer");
        var stored = CompletableFuture.supplyAsync(
                () -> {
                    assertThat(database.awaitWritable()).isTrue();
                    return database.conversations().finish(entry.id(), 0, user, reply);
                },
                task -> Thread.ofVirtual().start(task));
        assertThat(stored).isNotDone();
        awaitRoom();
        assertThat(stored.join()).isEqualTo(Finished.STORED);
    }

    @Test
    void nobodyWaitsAnyMoreWhenParleyLeaves() {
        fill();
        var waiting = CompletableFuture.supplyAsync(
                database::awaitWritable, task -> Thread.ofVirtual().start(task));
        database.stopWaiting();
        assertThat(waiting.join()).isFalse();
    }

    @Test
    void remembersWhichMessageShowsWhatWhenThereIsRoom() {
        fill();
        var shown = new Delivery("discord", "c", "m", UUID.randomUUID(), 0);
        var gone = new Delivery("discord", "c", "n", UUID.randomUUID(), 0);
        database.deliveries().put(shown);
        database.deliveries().put(gone);
        database.deliveries().remove("discord", "c", "n");
        awaitRoom();
        assertThat(database.deliveries().find("discord", "c", "m")).contains(shown);
        assertThat(database.deliveries().find("discord", "c", "n")).isEmpty();
    }

    @Test
    void whoWritesAtOnceIsToldTheSame() throws Exception {
        disk.room(100_000);
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<Kind>>();
            for (int i = 0; i < 8; i++) {
                results.add(writers.submit(() -> {
                    for (int j = 0; j < 10_000; j++) {
                        var refusal = refusal();
                        if (refusal != null) {
                            return refusal.kind();
                        }
                    }
                    throw new AssertionError("never refused");
                }));
            }
            for (var result : results) {
                assertThat(result.get()).isEqualTo(Kind.NOT_WRITABLE);
            }
        }
    }

    @Test
    void everyRoundOfFullAndEmptyKeepsAll() {
        var accepted = new HashSet<UUID>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 5; i++) {
                accepted.add(database.inbox()
                        .accept(incoming(ANN, round + "/" + i, "hello"))
                        .orElseThrow()
                        .id());
            }
            disk.room(round * 3_000L);
            await().until(() -> {
                var refusal = refusal();
                if (refusal == null) {
                    accepted.add(database.inbox().unfinished().getLast().id());
                }
                return refusal != null;
            });
            awaitRoom();
        }
        database.close();
        database = openAgain();
        assertThat(database.inbox().unfinished()).extracting(InboxEntry::id).containsAll(accepted);
        assertThat(database.inbox().unfinished()).hasSameSizeAs(accepted);
    }

    @Test
    void saysNothingOfWhatWasWritten() {
        var words = "nobody else may read this";
        disk.room(0);
        var trace = new StringWriter();
        var refusal = catchThrowableOfType(StoreException.class, () -> {
            while (true) {
                database.inbox().accept(incoming(ANN, UUID.randomUUID().toString(), words.repeat(1_000)));
            }
        });
        refusal.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("SQL").doesNotContain(words);
    }

    @Test
    void attendsWhenThereIsRoomAlsoWhereNothingWasSaidBefore() {
        fill();
        database.conversations().attend(PLACE, true);
        awaitRoom();
        assertThat(database.conversations().attends(PLACE)).isTrue();
    }

    @Test
    void whatWasPutOffIsWrittenAtTheEndWhereThereIsRoom() {
        database.close();
        disk = FullDisk.in(folder);
        database = Database.open(
                folder.resolve("parley.mv.db"),
                Clock.systemUTC(),
                UUID::randomUUID,
                new Disk(disk.disk().fileSystem(), Duration.ofDays(1)));
        fill();
        database.conversations().attend(PLACE, true);
        disk.empty();
        database.close();
        database = openAgain();
        assertThat(database.conversations().attends(PLACE)).isTrue();
    }

    @Test
    void isTakenForNothingElseWhenItIsClosed() {
        fill();
        database.close();
        assertThatThrownBy(() -> database.inbox().unfinished())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    }
}
