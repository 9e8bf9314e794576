package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.PLACE;
import static dev.parley.persistence.Talk.exchange;
import static dev.parley.persistence.Talk.incoming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseFileTest {
    @TempDir
    private Path folder;

    private Path file;
    private Path backup;
    private DatabaseFile closed;

    @BeforeEach
    void name() {
        file = folder.resolve("data/parley.mv.db");
        backup = folder.resolve("it's a backup.zip");
        closed = new DatabaseFile(file, Clock.systemUTC());
    }

    private void talk(int exchanges) {
        try (var database = Database.open(file)) {
            for (int i = 0; i < exchanges; i++) {
                exchange(
                        database,
                        database.conversations().current(PLACE),
                        ANN,
                        UUID.randomUUID().toString());
            }
        }
    }

    private int said() {
        try (var database = Database.open(file)) {
            return database.conversations()
                    .history(database.conversations().current(PLACE).id())
                    .size();
        }
    }

    private static StoreException refusal(Runnable work) {
        var refusal = catchThrowableOfType(StoreException.class, work::run);
        assertThat(refusal).as("it is refused").isNotNull();
        return refusal;
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(file.resolveSibling("kept"))) {
            return files.toList();
        }
    }

    private void execute(String sql) throws SQLException {
        var name = file.toString().replace(".mv.db", "");
        try (var connection = DriverManager.getConnection("jdbc:h2:file:" + name, "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void restoresWhatItBackedUp() throws IOException {
        talk(3);
        var written = closed.backup(backup, false, _ -> {});
        talk(2);
        var restored = closed.restore(backup);
        assertThat(said()).isEqualTo(6);
        assertThat(restored.report()).isEqualTo(written);
        assertThat(written.rows()).containsEntry("turn", 6L);
        var now = restored.kept().orElseThrow();
        assertThat(kept()).containsExactly(now);
        closed.restore(now);
        assertThat(said()).isEqualTo(10);
    }

    @Test
    void backsUpWhileOthersWrite() throws Exception {
        var stop = new AtomicBoolean();
        var before = new ArrayList<UUID>();
        try (var database = Database.open(file)) {
            for (int i = 0; i < 20; i++) {
                before.add(database.inbox()
                        .accept(incoming(ANN, "b" + i, "hello"))
                        .orElseThrow()
                        .id());
            }
            var writer = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    var conversation = database.conversations().current(PLACE);
                    exchange(database, conversation, ANN, UUID.randomUUID().toString());
                }
            });
            for (int i = 0; i < 5; i++) {
                database.backup(backup, true, _ -> {});
            }
            assertThat(database.check().problems()).isEmpty();
            stop.set(true);
            writer.join();
        }
        closed.restore(backup);
        try (var database = Database.open(file)) {
            assertThat(database.inbox().unfinished()).extracting(InboxEntry::id).containsAll(before);
        }
    }

    @Test
    void overwritesNoFileUnlessItIsTold() throws IOException {
        talk(1);
        Files.writeString(backup, "mine");
        assertThat(refusal(() -> closed.backup(backup, false, _ -> {}))).hasMessageContaining("--force");
        assertThat(backup).hasContent("mine");
        closed.backup(backup, true, _ -> {});
        assertThat(closed.restore(backup).report().rows()).containsEntry("turn", 2L);
    }

    @Test
    void letsNobodyElseReadABackupAndLeavesNothingBesideIt() throws IOException {
        talk(1);
        closed.backup(backup, false, _ -> {});
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(backup, file.getParent());
        }
        assumeThat(Files.getFileStore(backup).supportsFileAttributeView("posix"))
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
    }

    @Test
    void saysWhereABackupCannotBe() {
        talk(1);
        assertThat(refusal(() -> closed.backup(folder.resolve("none/b.zip"), false, _ -> {})))
                .hasMessageContaining("no folder");
    }

    @Test
    void restoresNoFileThatIsNoBackup() throws IOException {
        talk(2);
        Files.writeString(backup, "PK but nothing else");
        assertThat(refusal(() -> closed.restore(backup)))
                .hasMessageContaining(backup.toString())
                .hasMessageContaining("as it was");
        Files.writeString(backup, "shopping list ".repeat(1000));
        assertThat(refusal(() -> closed.restore(backup)).kind()).isEqualTo(Kind.DAMAGED);
        assertThat(refusal(() -> closed.restore(folder.resolve("none"))).kind()).isEqualTo(Kind.MISSING);
        assertThat(said()).isEqualTo(4);
    }

    @Test
    void restoresNothingOfANewerParley() throws Exception {
        talk(1);
        execute("""
                insert into "flyway_schema_history" values
                (999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'sa', current_timestamp, 1, true)
                """);
        Files.copy(file, backup);
        Files.delete(file);
        talk(2);
        var refusal = refusal(() -> closed.restore(backup));
        assertThat(refusal.kind()).isEqualTo(Kind.NEWER);
        assertThat(refusal).hasMessageContaining("999");
        assertThat(said()).isEqualTo(4);
    }

    @Test
    void restoresNoOtherProgramsDatabase() throws Exception {
        Files.createDirectories(file.getParent());
        execute("create table shopping (id int)");
        Files.move(file, backup);
        assertThat(refusal(() -> closed.restore(backup)).kind()).isEqualTo(Kind.DAMAGED);
        assertThat(file).doesNotExist();
    }

    @Test
    void restoresWhereThereWasNothing() {
        talk(2);
        closed.backup(backup, false, _ -> {});
        var other = new DatabaseFile(folder.resolve("other/parley.mv.db"), Clock.systemUTC());
        assertThat(other.restore(backup).kept()).isEmpty();
        assertThat(other.check().rows()).containsEntry("turn", 4L);
    }

    @Test
    void aRestoreThatIsKilledLeavesTheOneOrTheOther() throws Exception {
        talk(2);
        closed.backup(backup, false, _ -> {});
        talk(3);
        var beside = file.resolveSibling("restore.tmp.mv.db");
        var kept = file.resolveSibling("kept");
        // First it is unpacked; the old one is kept just before it loses its place.
        for (var moment : List.<BooleanSupplier>of(() -> Files.exists(beside), () -> Files.exists(kept))) {
            try (var child = Child.start(Child.Restorer.class, file, backup.toString())) {
                child.line();
                while (child.process().isAlive() && !moment.getAsBoolean()) {
                    Thread.onSpinWait();
                }
            }
            assertThat(said()).isIn(4, 10);
        }
        assertThat(closed.check().problems()).isEmpty();
    }

    @Test
    void writesNoBackupOverTheDatabaseOrACopyThatIsKept() {
        talk(1);
        closed.backup(backup, false, _ -> {});
        var copy = closed.restore(backup).kept().orElseThrow();
        assertThat(refusal(() -> closed.backup(file, true, _ -> {}))).hasMessageContaining("the database itself");
        assertThat(refusal(() -> closed.backup(copy, true, _ -> {}))).hasMessageContaining("that is");
        try (var database = Database.open(file)) {
            assertThat(refusal(() -> database.backup(file, true, _ -> {}))).hasMessageContaining("the database itself");
        }
        assertThat(said()).isEqualTo(2);
    }

    @Test
    void countsEveryRowAndFindsNothingWrong() {
        talk(2);
        try (var database = Database.open(file)) {
            database.inbox().accept(incoming(ANN, "m", "hello"));
            assertThat(database.check().waiting()).isEqualTo(1);
        }
        var report = closed.check();
        assertThat(report.problems()).isEmpty();
        assertThat(report.schema()).isEqualTo(4);
        assertThat(report.rows())
                .containsEntry("turn", 4L)
                .containsEntry("inbox", 3L)
                .containsEntry("conversation", 1L)
                .containsEntry("feedback", 0L);
    }

    @Test
    void findsWhatCannotBe() throws SQLException {
        talk(1);
        execute("update inbox set state = 'ANSWERING'");
        execute("update conversation set head = random_uuid(), cut = random_uuid()");
        execute(
                "set referential_integrity false; update turn set parent_id = random_uuid() where parent_id is not null");
        assertThat(closed.check().problems())
                .anySatisfy(each -> assertThat(each).contains("wait for a reply which is stored already"))
                .anySatisfy(each -> assertThat(each).contains("newest turn is not there"))
                .anySatisfy(each -> assertThat(each).contains("window begins at a turn that is not there"))
                .anySatisfy(each -> assertThat(each).contains("1 rows of TURN refer to rows of TURN"));
    }

    @Test
    void keepsACopyBeforeAnUpgradeAndOnlyThreeOfThem() throws Exception {
        for (int i = 0; i < 5; i++) {
            Files.deleteIfExists(file);
            oldSchema();
            try (var database = Database.open(file)) {
                assertThat(database.check().schema()).isEqualTo(4);
            }
        }
        assertThat(kept()).hasSize(3);
        var older = new DatabaseFile(folder.resolve("older/parley.mv.db"), Clock.systemUTC());
        assertThat(older.restore(kept().getFirst()).report().schema()).isEqualTo(3);
        assertThat(older.check().rows()).containsEntry("conversation", 1L);
    }

    private void oldSchema() throws Exception {
        Files.createDirectories(file.getParent());
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + file.toString().replace(".mv.db", ""));
        source.setUser("sa");
        source.setPassword("");
        Flyway.configure()
                .loggers("slf4j")
                .dataSource(source)
                .locations("classpath:dev/parley/persistence/migration")
                .target("3")
                .load()
                .migrate();
        execute("insert into conversation values (random_uuid(), 'discord', 's', 'c', '', null, null,"
                + " current_timestamp)");
    }

    @Test
    void anUpToDateDatabaseIsNotCopied() {
        talk(1);
        talk(1);
        assertThat(file.resolveSibling("kept")).doesNotExist();
    }

    @Test
    void makesADatabaseSmaller() throws SQLException {
        talk(300);
        execute("delete from token_count; delete from inbox");
        var compacted = closed.compact();
        assertThat(compacted.after()).isLessThan(compacted.before());
        assertThat(said()).isEqualTo(600);
    }

    @Test
    void makesItSmallerWhileOthersWriteAndFailsNone() {
        var stop = new AtomicBoolean();
        try (var database = Database.open(file)) {
            var writers = new ArrayList<CompletableFuture<Integer>>();
            for (int w = 0; w < 4; w++) {
                writers.add(CompletableFuture.supplyAsync(
                        () -> {
                            int accepted = 0;
                            while (!stop.get()) {
                                var id = UUID.randomUUID().toString();
                                var entry = database.inbox().accept(incoming(ANN, id, "x".repeat(2000)));
                                accepted += entry.isPresent() ? 1 : 0;
                            }
                            return accepted;
                        },
                        task -> Thread.ofVirtual().start(task)));
            }
            for (int i = 0; i < 3; i++) {
                database.compact();
            }
            stop.set(true);
            int accepted = writers.stream().mapToInt(CompletableFuture::join).sum();
            assertThat(database.inbox().unfinished()).hasSize(accepted);
        }
    }

    @Test
    void hasNothingToDoWithoutADatabase() {
        assertThat(refusal(closed::check).kind()).isEqualTo(Kind.MISSING);
        assertThat(refusal(closed::compact).kind()).isEqualTo(Kind.MISSING);
        assertThat(refusal(closed::recover).kind()).isEqualTo(Kind.MISSING);
        assertThat(refusal(() -> closed.backup(backup, false, _ -> {}))).hasMessageContaining("no database");
    }
}
