package dev.parley.bot.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChoiceTest {
    private static final int ROUNDS = 9;

    /** Two settings, the usual one 2; the other takes a share of its time, and each try is off by some noise. */
    private static SortedMap<Integer, double[]> tried(double share, double noise, double drift, long seed) {
        Random random = new Random(seed);
        double[] usual = new double[ROUNDS];
        double[] other = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            double machine = 1 + drift * i;
            usual[i] = machine * (1 + noise * random.nextGaussian());
            other[i] = machine * share * (1 + noise * random.nextGaussian());
        }
        return new TreeMap<>(java.util.Map.of(1, other, 2, usual));
    }

    @ParameterizedTest
    @CsvSource({"0.90, 1", "0.965, 1", "0.99, 2", "1.0, 2", "1.3, 2"})
    void takesWhatGainsMoreThanThreePercent(double share, int taken) {
        assertThat(Choice.of(tried(share, 0, 0, 1), 2).value()).isEqualTo(taken);
    }

    @Test
    void aMachineThatSlowsDownDoesNotHideIt() {
        assertThat(Choice.of(tried(0.9, 0.005, 0.5, 1), 2).value()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noiseAloneIsNoGain(long seed) {
        assertThat(Choice.of(tried(1, 0.1, 0, seed), 2).value()).isEqualTo(2);
    }

    @Test
    void theBestOfSeveralIsTaken() {
        SortedMap<Integer, double[]> three = new TreeMap<>(java.util.Map.of(
                2, new double[] {1, 1, 1}, 4, new double[] {0.8, 0.8, 0.8}, 6, new double[] {0.7, 0.7, 0.7}));
        Choice choice = Choice.of(three, 2);

        assertThat(choice.value()).isEqualTo(6);
        assertThat(choice.tried()).extracting(Choice.Tried::value).containsExactly(2, 4, 6);
        assertThat(choice.tried().getFirst().gain()).isZero();
    }
}
