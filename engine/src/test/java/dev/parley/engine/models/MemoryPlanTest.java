package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MemoryPlanTest {

    private static final long MB = 1 << 20;
    private static final long SMOLLM2_FILE = 94 * MB;
    private static final long SMOLLM2_TOKEN = 23_040;

    @Test
    void givesEveryReplyItsContextWhereThereIsRoom() {
        MemoryPlan plan = MemoryPlan.of(16_000 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 4096, 8, 0);

        assertThat(plan.cells()).isEqualTo(32_768);
        assertThat(plan.cacheBytes()).isBetween(1000 * MB, 4096 * MB);
    }

    @Test
    void makesThePoolSmallerWhereThereIsNot() {
        MemoryPlan plan = MemoryPlan.of(900 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 4096, 8, 0);

        assertThat(plan.cells())
                .isBetween(4096, 16_000)
                .satisfies(cells -> assertThat(cells % 256).isZero());
        assertThat(plan.cells() * SMOLLM2_TOKEN + plan.cacheBytes() + SMOLLM2_FILE)
                .isLessThan(900 * MB);
    }

    @Test
    void hasADeskForLongPromptsWhereThereIsRoomForAsMuchBesides() {
        MemoryPlan with = MemoryPlan.of(1000 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 4096, 8, 0);
        MemoryPlan without = MemoryPlan.of(600 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 4096, 8, 0);

        assertThat(with.desk()).isTrue();
        assertThat(without.desk()).isFalse();
        assertThat(with.bytes(SMOLLM2_FILE, SMOLLM2_TOKEN))
                .isEqualTo(new MemoryPlan(4096, 8, with.cells(), false, with.cacheBytes())
                                .bytes(SMOLLM2_FILE, SMOLLM2_TOKEN)
                        + 4096 * SMOLLM2_TOKEN * 5 / 3)
                .isLessThan(1000 * MB);
        // A state that does not grow is read as fast in either.
        assertThat(MemoryPlan.of(16_000 * MB, SMOLLM2_FILE, 0, 8192, 4096, 8, 0).desk())
                .isFalse();
    }

    @Test
    void neverGoesBelowOneContext() {
        MemoryPlan plan = MemoryPlan.of(450 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 4096, 8, 0);

        assertThat(plan.cells()).isEqualTo(4096);
    }

    @Test
    void aContextThatNobodyAskedForIsHalvedUntilItFits() {
        MemoryPlan plan = MemoryPlan.of(400 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 0, 0, 0);

        assertThat(plan.context()).isEqualTo(2048);
        assertThat(plan.cells()).isEqualTo(2048);
    }

    @Test
    void takesTheModelsContextWhereThatIsLess() {
        assertThat(MemoryPlan.of(16_000 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 2048, 0, 0, 0)
                        .context())
                .isEqualTo(2048);
    }

    @Test
    void hasFewerRepliesAtOnceThatNobodyAskedForWhereTheyWouldHaveNoRoom() {
        assertThat(MemoryPlan.of(450 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 0, 0, 0)
                        .parallel())
                .isEqualTo(4);
        assertThat(MemoryPlan.of(16_000 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 0, 0, 0)
                        .parallel())
                .isEqualTo(8);
    }

    @Test
    void keepsTheRepliesAtOnceThatWereAskedFor() {
        assertThat(MemoryPlan.of(450 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 0, 8, 0)
                        .parallel())
                .isEqualTo(8);
    }

    @Test
    void staysWithinWhatThereIs() {
        for (long available = 400; available < 4000; available += 100) {
            MemoryPlan plan = MemoryPlan.of(available * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 0, 0, 0);

            assertThat(plan.bytes(SMOLLM2_FILE, SMOLLM2_TOKEN))
                    .as("of %d MB", available)
                    .isLessThanOrEqualTo(available * MB);
        }
    }

    @Test
    void refusesAModelThatDoesNotFit() {
        assertThatThrownBy(() -> MemoryPlan.of(500 * MB, 400 * MB, SMOLLM2_TOKEN, 8192, 4096, 8, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs 746 MB")
                .hasMessageContaining("500 MB are free")
                .hasMessageContaining("smaller model")
                .hasMessageContaining("more memory");
    }

    @Test
    void saysHowFarAContextThatWasAskedForMustBeLowered() {
        assertThatThrownBy(() -> MemoryPlan.of(400 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 4096, 8, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Lower engine.context to 2048");
    }

    @Test
    void takesAnOddContextAsItIs() {
        assertThat(MemoryPlan.of(16_000 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 1000, 1, 0)
                        .cells())
                .isEqualTo(1000);
    }

    @Test
    void usesTheCacheSizeThatWasAskedFor() {
        assertThat(MemoryPlan.of(16_000 * MB, SMOLLM2_FILE, SMOLLM2_TOKEN, 8192, 4096, 8, 5 * MB)
                        .cacheBytes())
                .isEqualTo(5 * MB);
    }

    @Test
    void doesNotDivideByTheCellsOfARecurrentModel() {
        assertThat(MemoryPlan.of(16_000 * MB, SMOLLM2_FILE, 0, 8192, 4096, 8, 0).cells())
                .isEqualTo(32_768);
    }

    @Test
    void countsBeyondAnInt() {
        MemoryPlan plan = MemoryPlan.of(1L << 50, SMOLLM2_FILE, 200_000, 1 << 20, 1 << 20, 4096, 0);

        assertThat(plan.cells())
                .isPositive()
                .satisfies(cells -> assertThat(cells % 256).isZero());
    }
}
