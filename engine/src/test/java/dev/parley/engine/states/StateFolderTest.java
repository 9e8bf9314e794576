package dev.parley.engine.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.engine.models.MachineMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StateFolderTest {
    private static final String MODEL = "model one";
    private static final int[] TOKENS = {31_001, 31_002, 31_003};
    private static final long PLENTY = 100 << 20;

    @TempDir
    private Path parent;

    private Path folder;
    private StateFolder states;
    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-26T12:00:00Z"));

    @BeforeEach
    void open() {
        folder = parent.resolve("states");
        states = open(MODEL, PLENTY).orElseThrow();
    }

    @AfterEach
    void close() {
        states.close();
    }

    @Test
    void readsWhatItWrote() throws IOException {
        byte[] data = random(3_000_000);
        StateHeader.Reply reply = new StateHeader.Reply("Grüße 🙂", new int[] {1, 2}, new int[] {5, 8});
        write(new StateHeader("Ada", "an adapter x 0.5", TOKENS, List.of(reply)), data);
        reopen();

        try (StateFile file = read("Ada", "an adapter x 0.5").orElseThrow()) {
            assertThat(file.header().key()).isEqualTo("Ada");
            assertThat(file.header().adapters()).isEqualTo("an adapter x 0.5");
            assertThat(file.header().tokens()).containsExactly(TOKENS);
            assertThat(file.header().replies()).singleElement().satisfies(each -> {
                assertThat(each.text()).isEqualTo(reply.text());
                assertThat(each.ids()).containsExactly(reply.ids());
                assertThat(each.ends()).containsExactly(reply.ends());
            });
            assertThat(dataOf(file)).isEqualTo(data);
        }
        assertThat(read("Ada", "")).isEmpty();
        assertThat(read("Bob", "an adapter x 0.5")).isEmpty();
    }

    @Test
    void keepsSharedStatesByTheirTokens() {
        write(new StateHeader(null, "", TOKENS, List.of()), random(10));

        assertThat(states.read(states.name(null, "", TOKENS))).isPresent();
        assertThat(states.has(states.name(null, "", new int[] {31_001}))).isFalse();
    }

    @Test
    void isTheOwnersAlone() throws IOException {
        write("Ada", 10);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("Ada"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 13, 17, 40, 120, 150, 300_000, -1})
    void aByteThatChangedIsNoticed(int at) throws IOException {
        write("Ada", 500_000);
        byte[] bytes = Files.readAllBytes(file("Ada"));
        bytes[at < 0 ? bytes.length - 1 : at] ^= 4;
        Files.write(file("Ada"), bytes);

        assertRefused();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 25, 300, 400_000})
    void aFileThatIsCutShortIsNoticed(int length) throws IOException {
        write("Ada", 500_000);
        byte[] bytes = Files.readAllBytes(file("Ada"));
        Files.write(file("Ada"), Arrays.copyOf(bytes, length));

        assertRefused();
    }

    @Test
    void aFileThatGrewIsNoticed() throws IOException {
        write("Ada", 500_000);
        Files.write(file("Ada"), new byte[1], StandardOpenOption.APPEND);

        assertRefused();
    }

    @Test
    void anotherConversationsFileUnderThisNameIsNoticed() throws IOException {
        write("Ada", 10);
        write("Bob", 10);
        Files.copy(file("Bob"), file("Ada"), StandardCopyOption.REPLACE_EXISTING);

        assertRefused();
    }

    @Test
    void anotherModelsFileUnderThisNameIsNoticed() throws IOException {
        write("Ada", 10);
        Path mine = file("Ada");
        states.close();
        states = open("model two", PLENTY).orElseThrow();
        write("Ada", 10);
        Files.copy(file("Ada"), mine);
        reopen();

        assertRefused();
    }

    @Test
    void anotherModelsFilesAreRemovedAtTheStart() {
        write("Ada", 10);
        states.close();
        states = open("model two", PLENTY).orElseThrow();

        assertThat(FolderBytes.names(folder)).isEmpty();
    }

    @Test
    void aFileThatWasLeftHalfWrittenIsRemovedAtTheStart() throws IOException {
        write("Ada", 10);
        Path part = Path.of(file("Ada").toString().replace(StateNames.ENDING, StateNames.UNFINISHED));
        Files.move(file("Ada"), part);
        reopen();

        assertThat(part).doesNotExist();
        assertThat(states.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----, true", "rw-rw-rw-, false", "rwx------, true"})
    void aFileThatIsOpenToOthersIsNoticed(String mode, boolean restart) throws IOException {
        write("Ada", 10);
        Files.setPosixFilePermissions(file("Ada"), PosixFilePermissions.fromString(mode));
        if (restart) {
            reopen();
        }

        assertRefused();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLinkIsNotFollowed(boolean restart) throws IOException {
        write("Ada", 10);
        Path elsewhere = parent.resolve("elsewhere");
        Files.move(file("Ada"), elsewhere);
        Files.createSymbolicLink(file("Ada"), elsewhere);
        if (restart) {
            reopen();
        }

        assertRefused();
        assertThat(elsewhere).exists();
    }

    @Test
    void aFileThatCannotBeReadIsNoticed() throws IOException {
        write("Ada", 10);
        Files.setPosixFilePermissions(file("Ada"), PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file("Ada")), "whoever runs this may read everything");

        assertRefused();
    }

    @Test
    void aFileThatVanishedIsMissedByNobody() throws IOException {
        write("Ada", 10);
        Files.delete(file("Ada"));

        assertThat(read("Ada", "")).isEmpty();
        assertThat(states.bytes()).isZero();
    }

    @Test
    void looksIntoNoFileAtTheStart() throws IOException {
        String name = file("Ada").getFileName().toString();
        for (int i = 0; i < 1000; i++) {
            Path file = folder.resolve(String.format("%064x", i) + name.substring(64));
            Files.write(file, random(50));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        reopen();

        assertThat(states.count()).isEqualTo(1000);
        assertThat(states.bytes()).isEqualTo(50_000);
    }

    @Test
    void leavesStrangersFilesAlone() throws IOException {
        Path note = Files.writeString(folder.resolve("note.txt"), "mine");
        states.close();
        assertThat(open(MODEL, 0)).isEmpty();

        assertThat(note).exists();
        open();
    }

    @Test
    void theLeastRecentlyUsedMakesRoom() {
        long one = sizeOfOne();
        limit(2 * one + one / 2);
        write("Ada", 1000);
        write("Bob", 1000);
        assertThat(read("Ada", "")).isPresent();
        states.used(name("Ada"));
        write("Eve", 1000);

        assertThat(List.of("Ada", "Bob", "Eve"))
                .map(each -> states.has(name(each)))
                .containsExactly(true, false, true);
        assertThat(file("Bob")).doesNotExist();
        assertThat(states.bytes()).isLessThanOrEqualTo(2 * one + one / 2);
    }

    @Test
    void whatWasUsedLastIsKnownAfterARestart() {
        long one = sizeOfOne();
        write("Ada", 1000);
        write("Bob", 1000);
        time.updateAndGet(before -> before.plusSeconds(86_400));
        states.used(name("Ada"));
        limit(one + one / 2);

        assertThat(List.of("Ada", "Bob")).map(each -> states.has(name(each))).containsExactly(true, false);
    }

    @Test
    void aStateLargerThanTheBudgetIsNotWritten() {
        limit(2000);
        write("Ada", 1000);

        assertThat(write("Bob", 3000)).isFalse();
        assertThat(FolderBytes.names(folder)).hasSize(1);
    }

    @Test
    void replacesTheLastStateOfAConversation() throws IOException {
        write("Ada", 1000);
        write("Ada", 2000);

        assertThat(FolderBytes.names(folder)).hasSize(1);
        assertThat(states.bytes()).isEqualTo(Files.size(file("Ada")));
        assertThat(read("Ada", "")).map(StateFile::size).contains(2000L);
    }

    @Test
    void withoutABudgetTheFolderIsEmptied() {
        write("Ada", 1000);
        states.close();

        assertThat(open(MODEL, 0)).isEmpty();
        assertThat(FolderBytes.names(folder)).isEmpty();
        open();
    }

    @Test
    void oneProcessAloneOwnsTheFolder() {
        assertThat(open(MODEL, PLENTY)).isEmpty();
        write("Ada", 10);

        assertThat(states.count()).isEqualTo(1);
    }

    @Test
    void aLinkIsNoFolder() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), folder);

        assertThat(StateFolder.open(link, MODEL, PLENTY)).isEmpty();
    }

    @Test
    void aDiskThatIsAlmostFullIsLeftAlone() {
        states.close();
        states = StateFolder.open(folder, MODEL, PLENTY, _ -> 200L << 20, time::get)
                .orElseThrow();

        assertThat(write("Ada", 10)).isFalse();
        assertThat(FolderBytes.names(folder)).isEmpty();
    }

    @Test
    void aTenthOfWhatIsFreeIsUsedUnlessSomethingIsSaid() {
        states.close();
        states = StateFolder.open(folder, MODEL, null, _ -> 1L << 40, time::get).orElseThrow();
        assertThat(write("Ada", 10)).isTrue();
        states.close();
        states = StateFolder.open(folder, MODEL, null, _ -> 0, time::get).orElseThrow();

        assertThat(states.has(name("Ada"))).as("more than a tenth").isFalse();
    }

    @Test
    void aFailureToWriteIsSaidOnceAndEndsTheWriting() throws IOException {
        Path blocked = Path.of(file("Ada").toString().replace(StateNames.ENDING, StateNames.UNFINISHED));
        Files.createDirectories(blocked.resolve("in the way"));

        assertThat(write("Ada", 10)).isFalse();
        assertThat(write("Bob", 10)).as("written no more").isFalse();
    }

    @Test
    void forgetsAConversationOnly() {
        write("Ada", 1000);
        write(new StateHeader("Ada", "an adapter", TOKENS, List.of()), random(10));
        write(new StateHeader("Bob", "", new int[] {1}, List.of()), random(10));
        assertThat(FolderBytes.holding(folder, "Ada")).hasSize(2);
        assertThat(FolderBytes.holding(folder, TOKENS)).hasSize(2);

        assertThat(states.forget("Ada")).isEqualTo(2);

        assertThat(FolderBytes.holding(folder, "Ada")).isEmpty();
        assertThat(FolderBytes.holding(folder, TOKENS)).isEmpty();
        assertThat(FolderBytes.names(folder)).hasSize(1);
    }

    @Test
    void whatIsForgottenWhileItIsWrittenIsNeverThere() {
        AtomicInteger parts = new AtomicInteger();
        StateHeader header = new StateHeader("Ada", "", TOKENS, List.of());
        boolean written = states.write(header, bytes(random(3 << 20)), () -> parts.get() < 2, () -> {
            if (parts.incrementAndGet() == 2) {
                states.forget("Ada");
                assertThat(FolderBytes.names(folder)).isEmpty();
            }
        });

        assertThat(written).isFalse();
        assertThat(FolderBytes.names(folder)).isEmpty();
        assertThat(states.bytes()).isZero();
    }

    @Test
    void aBotForgetsWhatAnEngineLeftThatIsGone() throws IOException {
        write("Ada", 1000);
        write("Bob", 1000);
        states.close();

        StateFolder.forget(folder, "Ada");
        assertThat(FolderBytes.holding(folder, "Ada")).isEmpty();
        states = open(MODEL, PLENTY).orElseThrow();

        assertThat(List.of("Ada", "Bob")).map(each -> states.has(name(each))).containsExactly(false, true);
        assertThat(write("Ada", 10)).as("it goes on afterwards").isTrue();
    }

    @Test
    void anEngineThatOnlySeemedGoneDoesNotBringBackWhatABotForgot() {
        StateHeader header = new StateHeader("Ada", "", TOKENS, List.of());
        boolean written = states.write(header, bytes(random(3 << 20)), () -> true, () -> {
            try {
                StateFolder.forget(folder, "Ada");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(written).isFalse();
        assertThat(write("Ada", 10)).isFalse();
        assertThat(FolderBytes.holding(folder, "Ada")).isEmpty();
        assertThat(FolderBytes.holding(folder, TOKENS)).isEmpty();
    }

    @Test
    void aBotNeedsNoFolderToForget() throws IOException {
        StateFolder.forget(parent.resolve("none"), "Ada");

        assertThat(parent.resolve("none")).doesNotExist();
    }

    @Test
    void tellsTheRepliesOfAllFilesOfAConversationOldestFirst() {
        write(new StateHeader("Ada", "b", TOKENS, List.of(reply("one"))), random(10));
        write(new StateHeader("Ada", "a", TOKENS, List.of(reply("one"), reply("two"))), random(10));
        write(new StateHeader("Bob", "", TOKENS, List.of(reply("three"))), random(10));

        assertThat(states.replies("Ada")).extracting(StateHeader.Reply::text).containsExactly("one", "one", "two");
    }

    private static StateHeader.Reply reply(String text) {
        return new StateHeader.Reply(text, new int[] {1}, new int[] {text.length()});
    }

    private void assertRefused() throws IOException {
        Optional<StateFile> opened = read("Ada", "");
        if (opened.isPresent()) {
            try (StateFile file = opened.get()) {
                dataOf(file);
                assertThat(false).as("it was taken").isTrue();
            } catch (IOException e) {
                states.spoiled(name("Ada"), e);
            }
        }
        assertThat(Files.exists(file("Ada"), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(states.has(name("Ada"))).isFalse();
    }

    private static byte[] dataOf(StateFile file) throws IOException {
        byte[] data = new byte[(int) file.size()];
        file.readInto(bytes(data));
        return data;
    }

    private Optional<StateFolder> open(String model, long budget) {
        return StateFolder.open(folder, model, budget, _ -> 1L << 40, time::get);
    }

    private void reopen() {
        limit(PLENTY);
    }

    private void limit(long budget) {
        states.close();
        states = open(MODEL, budget).orElseThrow();
    }

    private long sizeOfOne() {
        write("Zoe", 1000);
        long size = states.bytes();
        states.forget("Zoe");
        return size;
    }

    private boolean write(String key, int size) {
        return write(new StateHeader(key, "", TOKENS, List.of()), random(size));
    }

    private boolean write(StateHeader header, byte[] data) {
        boolean written = states.write(header, bytes(data), () -> true, () -> {});
        if (written) {
            try {
                // As long ago as it seems to be for the test.
                Files.setLastModifiedTime(
                        folder.resolve(
                                states.name(header.key(), header.adapters(), header.tokens()) + StateNames.ENDING),
                        FileTime.from(time.updateAndGet(before -> before.plusSeconds(1))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return written;
    }

    private Optional<StateFile> read(String key, String adapters) {
        return states.read(states.name(key, adapters, TOKENS));
    }

    private String name(String key) {
        return states.name(key, "", TOKENS);
    }

    private Path file(String key) {
        return folder.resolve(name(key) + StateNames.ENDING);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static StateBytes bytes(byte[] data) {
        return new StateBytes() {
            @Override
            public long size() {
                return data.length;
            }

            @Override
            public ByteBuffer part(long from, int length) {
                return ByteBuffer.wrap(data, (int) from, length).slice();
            }
        };
    }

    @Test
    void takesNoMoreThanATenthOfTheMemoryWhereFilesAreMemory() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"),
                "there is no file system in memory here");

        assertThat(FolderFiles.share(memory, 0, _ -> Long.MAX_VALUE / 2))
                .isLessThanOrEqualTo(MachineMemory.ofThisMachine().total() / 10);
        assertThat(FolderFiles.share(Path.of("."), 0, _ -> 50_000_000_000L)).isLessThanOrEqualTo(5_000_000_000L);
    }
}
