package dev.parley.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.engine.core.ScoredToken.Alternative;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScoredTokenTest {

    @Test
    void probabilitiesOfAllTokensAddUpToOne() {
        float[] logits = random(5_000);
        double sum = IntStream.range(0, logits.length)
                .mapToDouble(id -> Math.exp(ScoredToken.of(logits, id, 0).logprob()))
                .sum();

        assertThat(sum).isCloseTo(1, within(1e-9));
    }

    @Test
    void neitherLargeNorSmallLogitsOverflow() {
        for (float shift : new float[] {-30_000, 30_000}) {
            ScoredToken score = ScoredToken.of(new float[] {shift, shift + 1}, 0, 1);

            assertThat(score.logprob()).isCloseTo(-Math.log(1 + Math.E), within(1e-3));
            assertThat(score.top().getFirst().id()).isEqualTo(1);
        }
    }

    @Test
    void aTokenThatCannotComeHasNoProbability() {
        ScoredToken score = ScoredToken.of(new float[] {Float.NEGATIVE_INFINITY, 0}, 0, 1);

        assertThat(score.logprob()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(score.top()).containsExactly(new Alternative(1, 0));
    }

    @Test
    void namesTheLikeliestInOrder() {
        float[] logits = random(1_000);
        int[] order = IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        ScoredToken score = ScoredToken.of(logits, order[2], 20);

        assertThat(score.top().stream().mapToInt(Alternative::id).toArray())
                .containsExactly(java.util.Arrays.copyOf(order, 20));
        assertThat(score.top().get(2).logprob()).isEqualTo(score.logprob());
    }

    @Test
    void ofEqualOnesTheFirstComesFirst() {
        assertThat(ScoredToken.of(new float[] {1, 1, 1, 1}, 0, 3).top())
                .extracting(Alternative::id)
                .containsExactly(0, 1, 2);
    }

    private static float[] random(int count) {
        Random random = new Random(1);
        float[] logits = new float[count];
        for (int i = 0; i < count; i++) {
            logits[i] = (float) random.nextGaussian() * 5;
        }
        return logits;
    }
}
