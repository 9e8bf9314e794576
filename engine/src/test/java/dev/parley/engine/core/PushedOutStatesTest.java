package dev.parley.engine.core;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.states.FolderBytes;
import dev.parley.engine.states.StateFolder;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What states that RAM has no room for may take until they are written; two of these are more than that. */
final class PushedOutStatesTest {
    private static final long SIZE = 40L << 20;

    @TempDir
    private Path folder;

    /** The writer has begun with the first state, and waits for {@link #goOn}. */
    private final CountDownLatch writes = new CountDownLatch(1);

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final SavedState first = state("Ada", SIZE);
    private final SavedState second = state("Bob", SIZE);

    private StateDisk disk;

    @BeforeEach
    void writeTheFirst() throws InterruptedException {
        disk = new StateDisk(
                StateFolder.open(folder, "this model", 1L << 30).orElseThrow(),
                new RememberedReplies(),
                this::busy,
                new StateDisk.Patience(Duration.ofDays(1), Duration.ZERO));
        disk.kept(first);
        assertThat(writes.await(30, SECONDS)).isTrue();
    }

    @AfterEach
    void close() {
        goOn.countDown();
        disk.close();
    }

    @Test
    void theOneThatIsBeingWrittenCounts() {
        pushOut(first);
        disk.kept(second);
        pushOut(second);

        assertThat(isFree(second)).isTrue();
        assertOnlyTheFirstIsWritten();
    }

    @Test
    void oneThatWaitsGivesWayToTheOneThatIsBeingWritten() {
        disk.kept(second);
        pushOut(second);
        assertThat(isFree(second)).isFalse();
        pushOut(first);

        assertThat(isFree(second)).isTrue();
        assertOnlyTheFirstIsWritten();
    }

    @Test
    void oneThatIsLargerThanAllOfThemMayBeCostsNoOther() {
        SavedState large = state("Eve", 2 * SIZE);
        disk.kept(second);
        pushOut(second);
        disk.kept(large);
        pushOut(large);

        assertThat(isFree(large)).isTrue();
        assertThat(isFree(second)).isFalse();
    }

    private void assertOnlyTheFirstIsWritten() {
        assertThat(isFree(first)).isFalse();
        goOn.countDown();
        disk.flush(Duration.ofSeconds(30));
        assertThat(disk.count()).isEqualTo(1);
        assertThat(isFree(first)).isTrue();
    }

    /** Somebody is being answered. That is asked before each state, and again after each of its megabytes. */
    private boolean busy() {
        if (!FolderBytes.names(folder).isEmpty()) {
            writes.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    /** As {@link StateCache} does it. */
    private void pushOut(SavedState state) {
        disk.pushedOut(state);
        state.data.letGo();
    }

    private static boolean isFree(SavedState state) {
        return !state.data.segment().scope().isAlive();
    }

    @SuppressWarnings("MustBeClosedChecker") // the last who holds the state closes it
    private static SavedState state(String key, long size) {
        Arena arena = Arena.ofShared();
        return new SavedState(key, "", new int[] {1, 2, 3}, new StateData(arena.allocate(size), arena));
    }
}
