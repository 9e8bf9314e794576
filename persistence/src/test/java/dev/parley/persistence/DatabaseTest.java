package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.PLACE;
import static dev.parley.persistence.Talk.exchange;
import static dev.parley.persistence.Talk.incoming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("parley.mv.db");
    }

    private StoreException refusal(Path file) {
        var refusal = catchThrowableOfType(
                StoreException.class, () -> Database.open(file).close());
        assertThat(refusal).hasMessageContaining(file.toString());
        return refusal;
    }

    @Test
    void keepsWhatItKnowsOverARestart() {
        Talk.Exchange exchange;
        try (var database = Database.open(file())) {
            exchange = exchange(database, database.conversations().current(PLACE), ANN, "m1");
            database.inbox().accept(incoming(ANN, "m2", "hello"));
        }
        try (var database = Database.open(file())) {
            var conversation = database.conversations().current(PLACE);
            assertThat(database.conversations().history(conversation.id()))
                    .containsExactly(exchange.user(), exchange.reply());
            assertThat(database.inbox().unfinished()).hasSize(1);
        }
    }

    @Test
    void findsNoTroubleWhereThereIsNone() throws IOException {
        try (var database = Database.open(file())) {
            assertThat(database.trouble()).isEmpty();
            try (var files = Files.list(folder)) {
                assertThat(files)
                        .extracting(each -> each.getFileName().toString())
                        .containsExactly("parley.mv.db");
            }
        }
    }

    @Test
    void findsThatItsFolderCannotBeWritten() throws IOException {
        var data = folder.resolve("data");
        try (var database = Database.open(data.resolve("parley.mv.db"))) {
            Files.move(data, folder.resolve("elsewhere"));

            assertThat(database.trouble()).get().asString().contains("cannot be written");
            Files.move(folder.resolve("elsewhere"), data);
            assertThat(database.trouble()).isEmpty();
        }
    }

    @Test
    void findsThatItIsClosed() {
        var database = Database.open(file());
        database.close();

        assertThat(database.trouble()).isPresent();
    }

    @Test
    void tellsWhatItDidAndHowLongThatTook() {
        record Did(boolean wrote, boolean failed) {}
        var heard = new CopyOnWriteArrayList<Did>();
        var database = Database.open(file(), (wrote, took, failed) -> {
            assertThat(took).isPositive();
            heard.add(new Did(wrote, failed));
        });
        database.inbox().accept(incoming(ANN, "m1", "hello"));
        database.inbox().accept(incoming(ANN, "m1", "hello, again: that it is known is no failure"));
        database.inbox().unfinished();
        var looked = database.trouble();
        database.close();
        assertThatThrownBy(() -> database.inbox().unfinished()).isInstanceOf(StoreException.class);

        assertThat(looked).isEmpty();
        assertThat(heard)
                .containsExactly(
                        new Did(true, false), new Did(true, false), new Did(false, false), new Did(false, true));
    }

    @Test
    void makesItsFolderAndLetsNobodyElseReadTheFile() throws IOException {
        var deep = folder.resolve("a b").resolve("c").resolve("parley.mv.db");
        Database.open(deep).close();
        assertThat(deep).isNotEmptyFile();
        assumeThat(Files.getFileStore(deep).supportsFileAttributeView("posix")).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
                .isEqualTo("rw-------");
    }

    @Test
    void saysWhoElseHasIt() throws Exception {
        try (var owner = Child.start(Child.Owner.class, file())) {
            assertThat(owner.line()).isEqualTo("open");
            var refusal = refusal(file());
            assertThat(refusal.kind()).isEqualTo(Kind.IN_USE);
            assertThat(refusal).hasMessageContaining("in use by another process");
        }
    }

    @Test
    void refusesWhatIsNoDatabase() throws IOException {
        Files.writeString(file(), "shopping list\n".repeat(2000), StandardCharsets.UTF_8);
        assertThat(refusal(file()).kind()).isEqualTo(Kind.DAMAGED);
        assertThat(file()).hasContent("shopping list\n".repeat(2000));
    }

    @Test
    void refusesADamagedFile() throws IOException {
        try (var database = Database.open(file())) {
            for (int i = 0; i < 200; i++) {
                exchange(database, database.conversations().current(PLACE), ANN, "m" + i);
            }
        }
        var bytes = Files.readAllBytes(file());
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) (i % 7 == 0 ? 0x55 : 0);
        }
        Files.write(file(), bytes);
        assertThat(refusal(file()).kind()).isEqualTo(Kind.DAMAGED);
    }

    @Test
    void refusesWhatANewerParleyWrote() throws SQLException {
        Database.open(file()).close();
        execute("""
                insert into "flyway_schema_history" values
                (999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'sa', current_timestamp, 1, true)
                """);
        var refusal = refusal(file());
        assertThat(refusal.kind()).isEqualTo(Kind.NEWER);
        assertThat(refusal).hasMessageContaining("newer Parley").hasMessageContaining("999");
    }

    @Test
    void refusesAFolderThatCannotBe() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThat(refusal(file.resolve("parley.mv.db")).kind()).isEqualTo(Kind.NOT_WRITABLE);
    }

    @Test
    void refusesAFolderThatH2CannotName() {
        assertThat(refusal(folder.resolve("a;b").resolve("parley.mv.db"))).hasMessageContaining("no ; in a path");
    }

    @Test
    void refusesAFileThatItCannotWrite() throws IOException {
        Database.open(file()).close();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--------"));
        assumeThat(Files.isWritable(file())).as("root writes everywhere").isFalse();
        assertThat(refusal(file()).kind()).isEqualTo(Kind.NOT_WRITABLE);
    }

    @Test
    void refusesAnotherFileName() {
        assertThatThrownBy(() -> Database.open(folder.resolve("parley")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(".mv.db");
    }

    @Test
    void saysThatItIsClosed() {
        var database = Database.open(file());
        database.close();
        database.close();
        var refusal = catchThrowableOfType(
                StoreException.class, () -> database.inbox().unfinished());
        assertThat(refusal.kind()).isEqualTo(Kind.CLOSED);
    }

    /** H2 commits after each statement of a migration, so a kill can leave any number of them behind. */
    @Test
    void finishesAMigrationThatWasCutOffAnywhere() throws Exception {
        var tables = List.of(
                "seen_event",
                "open_reply",
                "quotation",
                "feedback",
                "persona_binding",
                "delivery",
                "inbox",
                "token_count",
                "turn",
                "place",
                "conversation");
        for (int missing = 0; missing <= tables.size(); missing++) {
            Database.open(file()).close();
            execute("delete from \"flyway_schema_history\"");
            for (var table : tables.subList(0, missing)) {
                execute("drop table " + table);
            }
            try (var database = Database.open(file())) {
                exchange(database, database.conversations().current(PLACE), ANN, "m1");
            }
            Files.delete(file());
        }
    }

    private void execute(String sql) throws SQLException {
        var name = file().toString().replace(".mv.db", "");
        try (var connection = DriverManager.getConnection("jdbc:h2:file:" + name, "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
