package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OutcomeTest {
    private static final Workload WORKLOAD = new Workload(2, 2, 10, 5, 1, 2, 1, false);
    private static final Offset<Double> EXACTLY = within(1e-9);
    /** nanoTime may be below zero. */
    private static final long START = -5_000_000_000L;

    private static Sample sample(int round, int turn, long sentMillis, int cached, int known, long... arrivalMillis) {
        return new Sample(
                round,
                turn,
                START + sentMillis * 1_000_000,
                LongStream.of(arrivalMillis)
                        .map(each -> START + each * 1_000_000)
                        .toArray(),
                100,
                cached,
                known,
                5,
                null);
    }

    private static Sample failed(@Nullable String why) {
        return new Sample(1, 1, START, new long[0], 0, -1, 0, 0, why);
    }

    private static final List<Sample> SAMPLES = List.of(
            sample(0, 0, 0, 0, 0, 100, 110, 140),
            sample(0, 0, 0, 0, 0, 300, 400, 500),
            sample(0, 1, 200, 100, 104, 210, 1000),
            sample(1, 0, 5000, 90, 0, 5050, 5100));

    private final Outcome outcome = Outcome.of("it", WORKLOAD, SAMPLES);

    @Test
    void theFirstTokenCountsFromTheSending() {
        assertThat(outcome.firstToken().half()).hasValueCloseTo(50.0, EXACTLY);
        assertThat(outcome.firstToken().most()).hasValueCloseTo(300.0, EXACTLY);
        assertThat(outcome.firstTokenByTurn().get(0)).hasValueCloseTo(100.0, EXACTLY);
        assertThat(outcome.firstTokenByTurn().get(1)).hasValueCloseTo(10.0, EXACTLY);
    }

    @Test
    void piecesAndRatesAreOfWhatArrived() {
        assertThat(outcome.pieces().half()).hasValueCloseTo(50.0, EXACTLY);
        assertThat(outcome.pieces().most()).hasValueCloseTo(790.0, EXACTLY);
        assertThat(outcome.tokensInPiece()).hasValueCloseTo(2.0, EXACTLY);
        // Four tokens after the first in 40, 200, 790 and 50 ms.
        assertThat(outcome.replyRate()).hasValueCloseTo(50.0, EXACTLY);
        // 15 tokens in a second, and 5 in a tenth of one.
        assertThat(outcome.totalRate()).hasValueCloseTo(32.5, EXACTLY);
    }

    @Test
    void whatWasReadAgainIsWhatTheConversationHadAlready() {
        assertThat(outcome.read()).hasValue(210);
        assertThat(outcome.again()).hasValue(4);
    }

    @Test
    void oneReplyThatDoesNotSayLeavesTheSumUnknown() {
        Outcome silent = Outcome.of("it", WORKLOAD, List.of(SAMPLES.get(0), sample(1, 0, 0, -1, 0, 1)));

        assertThat(silent.read()).isEmpty();
        assertThat(silent.again()).isEmpty();
    }

    @Test
    void failuresAreCountedAndNamedOnce() {
        Outcome some = Outcome.of("it", WORKLOAD, List.of(SAMPLES.get(0), failed("gone"), failed("gone")));

        assertThat(some.replies()).isEqualTo(1);
        assertThat(some.failed()).isEqualTo(2);
        assertThat(some.failures()).containsExactly("gone");
        assertThat(some.firstToken().half()).hasValueCloseTo(100.0, EXACTLY);
    }

    @Test
    void nothingGivenIsNothingKnown() {
        Outcome none = Outcome.of("it", WORKLOAD, List.of(failed("gone")));

        assertThat(none.firstToken().half()).isEmpty();
        assertThat(none.totalRate()).isEmpty();
        assertThat(none.tokensInPiece()).isEmpty();
        assertThat(none.read()).isEmpty();
    }
}
