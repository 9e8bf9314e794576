package dev.parley.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.core.Pace.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final Kind PLAIN = new Kind(AdapterSet.NONE, false);
    private static final Kind SCORED = new Kind(AdapterSet.NONE, true);
    private static final double MILLI = 1e6;
    /** What running replies are promised, beside the decode steps. */
    private static final double BOUND = 250 * MILLI;

    private final Pace pace = new Pace();
    private long now = 1;

    /** Times of the small model on two cores: engine.md, "Steps". */
    private double cost = 5.6 * MILLI;

    private double decodeRow = 7.5 * MILLI;

    /** A round with four running replies; what they waited beside their own step. */
    private double round(Kind kind, double elsewhere) {
        pace.round(now);
        decode();
        now += (long) elsewhere;
        int count = pace.chunk(kind, now);
        double took = count * cost;
        now += (long) took;
        if (count > 0) {
            pace.read(kind, count, (long) took, now);
        }
        return elsewhere + took;
    }

    private void decode() {
        now += (long) (4 * decodeRow);
        pace.decoded(4, (long) (4 * decodeRow));
    }

    private int chunk(Kind kind) {
        pace.round(now);
        decode();
        return pace.chunk(kind, now);
    }

    @Test
    void growsToWhatTheBoundAllows() {
        List<Double> waits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waits.add(round(PLAIN, 0));
        }

        assertThat(waits).allSatisfy(each -> assertThat(each).isLessThan(BOUND));
        assertThat(waits.getLast()).isGreaterThan(0.9 * Pace.AIM);
    }

    @Test
    void beginsSmall() {
        assertThat(chunk(PLAIN)).isBetween(Pace.LEAST, Pace.FIRST);
    }

    @Test
    void beginsSmallerOnASlowMachine() {
        decodeRow = 30 * MILLI;

        assertThat(chunk(PLAIN)).isEqualTo(5);
    }

    @Test
    void aLongIdleTimeMakesTheNextChunkSmall() {
        for (int i = 0; i < 20; i++) {
            round(PLAIN, 0);
        }
        now += (long) (60_000 * MILLI);
        // Something else has taken half of the machine meanwhile.
        cost *= 2;
        decodeRow *= 2;

        for (int i = 0; i < 20; i++) {
            assertThat(round(PLAIN, 0)).isLessThan(BOUND);
        }
    }

    @Test
    void holdsWhileThePositionGrows() {
        for (int position = 0; position < 8000; ) {
            cost = 5.6 * MILLI * (1 + position / 2000.0);
            int before = position;
            pace.round(now);
            decode();
            int count = pace.chunk(PLAIN, now);
            now += (long) (count * cost);
            pace.read(PLAIN, count, (long) (count * cost), now);
            position += count;

            assertThat(count * cost).as("at %d", before).isLessThan(BOUND);
        }
    }

    @Test
    void holdsWhenALongConversationComesIn() {
        for (int i = 0; i < 20; i++) {
            round(PLAIN, 0);
        }
        pace.disturbed();
        cost *= 2.5;

        for (int i = 0; i < 20; i++) {
            assertThat(round(PLAIN, 0)).isLessThan(BOUND);
        }
    }

    @Test
    void whatElseTookTimeIsTakenOffTheChunk() {
        for (int i = 0; i < 20; i++) {
            round(PLAIN, 0);
        }

        for (int i = 0; i < 20; i++) {
            assertThat(round(PLAIN, 100 * MILLI)).isLessThan(0.7 * BOUND);
        }
    }

    @Test
    void aRoundThatTookTooLongReadsNothingButTheNextOneDoes() {
        round(PLAIN, 0);

        assertThat(round(PLAIN, 200 * MILLI)).isEqualTo(200 * MILLI);
        assertThat(round(PLAIN, 200 * MILLI)).isGreaterThan(200 * MILLI);
    }

    @Test
    void aModelThatIsTooSlowForTheBoundStillReads() {
        cost = 400 * MILLI;
        decodeRow = 400 * MILLI;

        for (int i = 0; i < 5; i++) {
            assertThat(chunk(PLAIN)).isEqualTo(Pace.LEAST);
        }
    }

    @Test
    void promptsThatAreScoredHaveAPriceOfTheirOwn() {
        for (int i = 0; i < 20; i++) {
            round(PLAIN, 0);
        }
        cost = 9 * MILLI;

        for (int i = 0; i < 20; i++) {
            assertThat(round(SCORED, 0)).isLessThan(BOUND);
        }
    }

    @Test
    void holdsInNinetyNineOfAHundredRoundsOnAMachineThatIsNeverTheSame() {
        Random random = new Random(1);
        double quiet = cost;
        int over = 0;
        int rounds = 5_000;
        for (int i = 0; i < rounds; i++) {
            // 30 % up or down in each step, and now and then a step of three times its length.
            cost = quiet * (0.7 + 0.6 * random.nextDouble()) * (random.nextInt(500) == 0 ? 3 : 1);
            if (random.nextInt(50) == 0) {
                pace.disturbed();
            }
            over += round(PLAIN, random.nextDouble() * 20 * MILLI) > BOUND ? 1 : 0;
        }

        assertThat(over).isLessThan(rounds / 100);
    }
}
