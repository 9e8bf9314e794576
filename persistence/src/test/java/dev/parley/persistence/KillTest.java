package dev.parley.persistence;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.persistence.fixture.FullDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL while messages are accepted and finished: what was said to be stored is stored, once. */
final class KillTest {
    private static final int ROUNDS = 6;

    @TempDir
    private Path folder;

    @Test
    void whatWasAcceptedIsThereAndNoTurnIsThereTwice() throws Exception {
        var file = folder.resolve("parley.mv.db");
        var random = new Random(20261124);
        var accepted = new ArrayList<UUID>();
        var finished = new ArrayList<UUID>();
        for (int round = 0; round < ROUNDS; round++) {
            var lines = new ArrayList<String>();
            try (var worker = Child.start(Child.Worker.class, file)) {
                int enough = 20 + random.nextInt(300);
                while (lines.size() < enough) {
                    var line = worker.line();
                    assertThat(line).as("the worker runs until it is killed").isNotNull();
                    lines.add(line);
                }
                lines.addAll(worker.kill());
            }
            for (var line : lines) {
                var words = line.split(" ", -1);
                if (words.length == 3 && words[2].length() == 36) {
                    (words[0].equals("accepted") ? accepted : finished).add(UUID.fromString(words[2]));
                }
            }
            check(file, accepted, finished);
        }
        assertThat(accepted).hasSizeGreaterThan(ROUNDS * 10);
        assertThat(finished).hasSizeGreaterThan(ROUNDS * 5);
    }

    @Test
    void aFirstStartThatWasKilledIsFinishedByTheNext() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var file = folder.resolve("fresh" + round + ".mv.db");
            long size = round * 16_384L;
            try (var owner = Child.start(Child.Owner.class, file)) {
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> Files.exists(file)
                                && (Files.size(file) > size || owner.output().ready()));
            }
            try (var database = Database.open(file)) {
                Talk.exchange(database, database.conversations().current(Talk.PLACE), Talk.ANN, "m1");
            }
        }
    }

    /**
     * What a kill leaves is the file as it is at that moment, and so is a copy of it. H2 uses the room of what is gone only
     * after 45 seconds, and goes wrong there if anywhere: its versions 2.5.250 and 2.5.252 note the end of the file one
     * commit late, and lose up to some twenty of them.
     */
    @Test
    void aCopyOfTheFileHoldsEveryCommit() throws Exception {
        var file = folder.resolve("parley.mv.db");
        var copy = Location.of(folder.resolve("copy.mv.db"), Disk.USUAL);
        try (var database = Database.open(file);
                var beside = Location.of(file, Disk.USUAL).source().getConnection();
                var statement = beside.createStatement()) {
            statement.execute("SET RETENTION_TIME 0");
            for (int message = 1; message <= 150; message++) {
                database.inbox().accept(Talk.incoming(Talk.ANN, "m" + message, "a question".repeat(message)));
                Files.copy(file, copy.file(), StandardCopyOption.REPLACE_EXISTING);
                try (var look = copy.forReading().getConnection();
                        var query = look.createStatement();
                        var counted = query.executeQuery("SELECT COUNT(*) FROM inbox")) {
                    counted.next();
                    assertThat(counted.getInt(1)).as("messages in the copy").isEqualTo(message);
                }
            }
        }
    }

    /**
     * Several write at once, and backups are made; after each write to the file it is looked at. H2 undoes half a
     * transaction by its log when it opens a file, but not what another transaction changed while the maps were stored one
     * after the other: four of some 1,250 such files had a row without its keys, or keys without their row.
     */
    @Test
    void nothingIsInTheFileByHalves() throws Exception {
        var disk = FullDisk.in(folder);
        var file = folder.resolve("parley.mv.db");
        var writes = new AtomicInteger();
        var halves = new AtomicInteger();
        try (var database = Database.open(file, Clock.systemUTC(), UUID::randomUUID, disk.disk());
                var beside = Location.of(file, disk.disk()).source().getConnection();
                var statement = beside.createStatement()) {
            statement.execute("SET RETENTION_TIME 0"); // or the file grows with every look
            disk.afterEachWrite(written -> {
                writes.incrementAndGet();
                halves.addAndGet(isHalfDone(written) ? 1 : 0);
            });
            talkAtOnce(database, () -> database.backup(folder.resolve("backup.zip"), true, _ -> {}));
            disk.afterEachWrite(_ -> {});
        }
        assertThat(writes).hasValueGreaterThan(100);
        assertThat(halves).as("files with a transaction that had not ended").hasValue(0);
    }

    private static void talkAtOnce(Database database, Runnable now) throws Exception {
        var talks = new ArrayList<Future<?>>();
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int person = 0; person < 6; person++) {
                var place = new ConversationKey("discord", "guild", "general", "thread" + person);
                talks.add(people.submit(() -> {
                    for (int message = 0; message < 15; message++) {
                        var conversation = database.conversations().current(place);
                        Talk.exchange(database, conversation, Talk.ANN, place.thread() + "-" + message);
                    }
                }));
            }
            for (int i = 0; i < 8; i++) {
                now.run();
            }
        }
        for (var talk : talks) {
            talk.get();
        }
    }

    private boolean isHalfDone(Path written) {
        var copy = folder.resolve("copy.mv.db");
        try {
            Files.copy(written, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (var store =
                new MVStore.Builder().fileName(copy.toString()).readOnly().open()) {
            return store.getMapNames().stream().anyMatch(map -> map.startsWith("undoLog.") && store.hasData(map));
        }
    }

    private static void check(Path file, List<UUID> accepted, List<UUID> finished) {
        try (var database = Database.open(file)) {
            var conversation = database.conversations().current(Talk.PLACE);
            var history = database.conversations().history(conversation.id());
            var stored = database.personalData().stored(Talk.ANN.person());
            var waiting = database.inbox().unfinished();
            Set<UUID> replies = history.stream()
                    .filter(turn -> turn.role() == Role.ASSISTANT)
                    .map(Turn::id)
                    .collect(toSet());

            assertThat(replies).as("finished replies").containsAll(finished);
            assertThat(stored.turns())
                    .as("every turn stands on the one path, once")
                    .hasSameSizeAs(history);
            assertThat(history).hasSize(2 * replies.size());
            assertThat(history.stream().map(Turn::externalId).filter(id -> id != null))
                    .doesNotHaveDuplicates();
            assertThat(stored.messages())
                    .as("accepted messages")
                    .extracting(InboxEntry::replyTurnId)
                    .containsAll(accepted);
            for (var entry : stored.messages()) {
                assertThat(replies.contains(entry.replyTurnId()))
                        .as("%s has a reply", entry)
                        .isEqualTo(entry.state() == InboxState.DONE);
            }
            assertThat(waiting).as("at most the one in hand waits").hasSizeLessThanOrEqualTo(1);
        }
    }
}
