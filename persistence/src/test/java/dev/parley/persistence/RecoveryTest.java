package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.PLACE;
import static dev.parley.persistence.Talk.exchange;
import static dev.parley.persistence.Talk.incoming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged is noticed, told with the way out, and read out as far as it can be. */
final class RecoveryTest {
    private static final int EXCHANGES = 400;
    private static final int BLOCK = 4096;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private Path file;

    /** One that was closed, and one as a kill leaves it. */
    @BeforeAll
    static void talk() throws IOException {
        var file = shared.resolve("parley.mv.db");
        try (var database = Database.open(file)) {
            var conversation = database.conversations().current(PLACE);
            for (int i = 0; i < EXCHANGES; i++) {
                exchange(database, conversation, ANN, "m" + i);
                conversation = database.conversations().current(PLACE);
            }
            for (int i = 0; i < 20; i++) {
                database.inbox().accept(incoming(ANN, UUID.randomUUID().toString(), "long ".repeat(3000)));
            }
            Files.copy(file, shared.resolve("killed"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @BeforeEach
    void name() {
        file = folder.resolve("parley.mv.db");
    }

    private void damage(String which, UnaryOperator<byte[]> how) throws IOException {
        Files.write(file, how.apply(Files.readAllBytes(shared.resolve(which))));
    }

    private static UnaryOperator<byte[]> overwritten(int seed, int places, int length) {
        return bytes -> {
            var random = new Random(seed);
            for (int i = 0; i < places; i++) {
                int at = 2 * BLOCK + random.nextInt(bytes.length - 2 * BLOCK - length);
                for (int j = 0; j < length; j++) {
                    bytes[at + j] ^= 0x5a;
                }
            }
            return bytes;
        };
    }

    private static UnaryOperator<byte[]> cutTo(double share) {
        return bytes -> Arrays.copyOf(bytes, (int) (bytes.length * share));
    }

    private Recovered recover() throws IOException {
        var recovered = new DatabaseFile(file, Clock.systemUTC()).recover();
        assertThat(recovered.report().problems()).isEmpty();
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        try (var database = Database.open(file)) {
            exchange(
                    database,
                    database.conversations().current(PLACE),
                    ANN,
                    UUID.randomUUID().toString());
            assertThat(database.check().problems()).isEmpty();
        }
        return recovered;
    }

    private StoreException refusal() {
        return catchThrowableOfType(
                StoreException.class, () -> Database.open(file).close());
    }

    @Test
    void losesNothingOfAFileThatIsWhole() throws IOException {
        damage("killed", bytes -> bytes);
        assertThat(recover().report().rows())
                .containsEntry("turn", 2L * EXCHANGES)
                .containsEntry("inbox", 420L);
    }

    /** Where nothing of the end is in use any more, nothing is lost; otherwise that is noticed, and nothing is written. */
    @Test
    void noticesWhenRowsOfAFileWereCutOff() throws IOException {
        int refused = 0;
        for (int tenths = 9; tenths > 2; tenths--) {
            UnaryOperator<byte[]> cut = cutTo(tenths / 10.0);
            damage("parley.mv.db", cut);
            var refusal = refusal();
            if (refusal == null) {
                assertThat(new DatabaseFile(file, Clock.systemUTC()).check().rows())
                        .as("rows of %s tenths", tenths)
                        .containsEntry("turn", 2L * EXCHANGES)
                        .containsEntry("inbox", 420L);
            } else {
                refused++;
                assertThat(refusal.kind()).isEqualTo(Kind.DAMAGED);
                assertThat(refusal).hasMessageContaining("./parley db recover").hasMessageContaining("db restore");
                assertThat(file).hasSameBinaryContentAs(written(cut, "parley.mv.db"));
            }
        }
        assertThat(refused).isPositive();
    }

    private Path written(UnaryOperator<byte[]> how, String which) throws IOException {
        return Files.write(folder.resolve("expected"), how.apply(Files.readAllBytes(shared.resolve(which))));
    }

    @Test
    void readsWhatIsLeftOfAKilledFileThatWasCutOff() throws IOException {
        damage("killed", cutTo(0.7));
        var recovered = recover();
        assertThat(recovered.report().rows().get("turn")).isPositive();
        assertThat(recovered.kept()).hasSameBinaryContentAs(written(cutTo(0.7), "killed"));
    }

    @Test
    void findsTheRowsOfAFileWithoutItsHeaders() throws IOException {
        damage("killed", bytes -> {
            Arrays.fill(bytes, 0, 2 * BLOCK, (byte) 0);
            return bytes;
        });
        assertThat(refusal().kind()).isEqualTo(Kind.DAMAGED);
        assertThat(recover().report().rows()).containsEntry("turn", 2L * EXCHANGES);
    }

    /** A place that nothing is read of any more may be hit, and one that all hangs on: on the average most is left. */
    @Test
    void readsMostOfFilesThatWereOverwrittenInSeveralPlaces() throws IOException {
        long read = 0;
        int files = 16;
        for (int seed = 0; seed < files; seed++) {
            damage(seed % 2 == 0 ? "killed" : "parley.mv.db", overwritten(seed, 5, 500));
            try {
                read += recover().report().rows().get("turn");
            } catch (StoreException e) {
                assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
            }
        }
        assertThat(read).isGreaterThan((long) files * EXCHANGES);
    }

    @Test
    void saysThatNothingCanBeRead() throws IOException {
        Files.writeString(file, "shopping list\n".repeat(2000));
        var refusal = catchThrowableOfType(StoreException.class, this::recover);
        assertThat(refusal.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(refusal).hasMessageContaining("db restore");
        assertThat(file).hasContent("shopping list\n".repeat(2000));
    }
}
