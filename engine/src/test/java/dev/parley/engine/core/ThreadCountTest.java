package dev.parley.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.core.ThreadCount.Kind;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against machines that are made of a formula: the time of a step by its number of threads. */
final class ThreadCountTest {
    private static final Kind ONE = new Kind(AdapterSet.NONE, 1, 0, false);
    private static final Kind FOUR = new Kind(AdapterSet.NONE, 4, 0, false);
    private static final double MILLI = 1e6;

    private final Random random = new Random(7);

    /** Two cores, engine.md: 63 tokens a second with two threads, 51 with one. */
    private static double quiet(int threads) {
        return threads == 2 ? 1000 / 63.0 : 1000 / 51.0;
    }

    /** The same while another process burns one core. */
    private static double burning(int threads) {
        return threads == 2 ? 1000 / 27.0 : 1000 / 51.0;
    }

    /** The worst that was seen. */
    private static double badlyBurning(int threads) {
        return threads == 2 ? 30 * 1000 / 63.0 : 1000 / 51.0;
    }

    /** Runs steps and tells their milliseconds on average. */
    private double run(ThreadCount count, Kind kind, IntToDoubleFunction machine, double noise, int steps) {
        double total = 0;
        for (int i = 0; i < steps; i++) {
            double millis = machine.applyAsDouble(count.next(kind)) * (1 + noise * (2 * random.nextDouble() - 1));
            count.took(kind, (long) (millis * MILLI));
            total += millis;
        }
        return total / steps;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.3})
    void aQuietMachineLosesLessThanTwoPercent(double noise) {
        ThreadCount count = ThreadCount.decoding(2);
        run(count, ONE, ThreadCountTest::quiet, noise, 100);

        assertThat(run(count, ONE, ThreadCountTest::quiet, noise, 5000)).isLessThan(1.02 * quiet(2));
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0.3, false", "0, true", "0.3, true"})
    void aBurningCoreFromTheStartCostsNoMoreThanAFifth(double noise, boolean badly) {
        IntToDoubleFunction machine = badly ? ThreadCountTest::badlyBurning : ThreadCountTest::burning;
        ThreadCount count = ThreadCount.decoding(2);
        run(count, ONE, machine, noise, 50);

        assertThat(run(count, ONE, machine, noise, 2000)).isLessThan(machine.applyAsDouble(1) / 0.8);
        assertThat(count.current()).isEqualTo(1);
    }

    @Test
    void aCoreThatBeginsToBurnIsNoticedWithinTenSteps() {
        ThreadCount count = ThreadCount.decoding(2);
        run(count, ONE, ThreadCountTest::quiet, 0.1, 3000);
        run(count, ONE, ThreadCountTest::burning, 0.1, 10);

        assertThat(count.current()).isEqualTo(1);
    }

    @Test
    void goesBackWhenTheCoreIsFreeAgain() {
        ThreadCount count = ThreadCount.decoding(2);
        run(count, ONE, ThreadCountTest::burning, 0.1, 500);
        run(count, ONE, ThreadCountTest::quiet, 0.1, 500);

        assertThat(count.current()).isEqualTo(2);
    }

    @Test
    void keepsUpWithABurnerThatComesAndGoes() {
        ThreadCount count = ThreadCount.decoding(2);
        double best = 0;
        double took = 0;
        for (int i = 0; i < 20; i++) {
            IntToDoubleFunction machine = i % 2 == 0 ? ThreadCountTest::quiet : ThreadCountTest::burning;
            took += run(count, ONE, machine, 0.1, 400);
            best += Math.min(machine.applyAsDouble(1), machine.applyAsDouble(2));
        }

        assertThat(took).isLessThan(best / 0.8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void findsTheFiveFreeCoresOfEight(double noise) {
        // Threads that have no core of their own hold all others up.
        IntToDoubleFunction machine = threads -> 80.0 / Math.min(threads, 5) * (threads > 5 ? 3 : 1);
        ThreadCount count = ThreadCount.decoding(8);
        run(count, ONE, machine, noise, 200);

        assertThat(run(count, ONE, machine, noise, 3000)).isLessThan(machine.applyAsDouble(5) / 0.9);
    }

    @Test
    void eightFreeCoresStayInUse() {
        ThreadCount count = ThreadCount.decoding(8);
        run(count, ONE, threads -> 80.0 / threads, 0.3, 100);

        assertThat(run(count, ONE, threads -> 80.0 / threads, 0.3, 5000)).isLessThan(1.05 * 10);
    }

    @Test
    void aLongReadingFindsItToo() {
        Kind chunk = new Kind(AdapterSet.NONE, 128, 0, false);
        ThreadCount count = ThreadCount.reading(2);
        count.doubt();
        run(count, chunk, threads -> 44 * badlyBurning(threads), 0, 4);

        assertThat(count.current()).isEqualTo(1);
    }

    @Test
    void aLongReadingFindsACoreThatBeginsToBurn() {
        Kind chunk = new Kind(AdapterSet.NONE, 128, 0, false);
        ThreadCount count = ThreadCount.reading(2);
        run(count, chunk, threads -> 44 * quiet(threads), 0.1, 40);
        run(count, chunk, threads -> 44 * badlyBurning(threads), 0.1, 6);

        assertThat(count.current()).isEqualTo(1);
    }

    @Test
    void doubtsAgainAndAgainCostATwentiethAtMost() {
        Kind chunk = new Kind(AdapterSet.NONE, 128, 0, false);
        IntToDoubleFunction machine = threads -> threads == 2 ? 600 : 1140;
        ThreadCount count = ThreadCount.reading(2);
        double took = 0;
        for (int i = 0; i < 50; i++) {
            count.doubt();
            took += run(count, chunk, machine, 0.1, 4);
        }

        assertThat(took / 50).isLessThan(1.05 * machine.applyAsDouble(2));
        assertThat(count.current()).isEqualTo(2);
    }

    @Test
    void aLongReadingOnAQuietMachineTriesNextToNothing() {
        Kind chunk = new Kind(AdapterSet.NONE, 128, 0, false);
        IntToDoubleFunction machine = threads -> 44 * quiet(threads);
        ThreadCount count = ThreadCount.reading(2);
        run(count, chunk, machine, 0.1, 10);

        assertThat(run(count, chunk, machine, 0.1, 500)).isLessThan(1.02 * machine.applyAsDouble(2));
    }

    @Test
    void aReadingWhoseStepsGrowWithTheDepthStaysWithAllThreads() {
        ThreadCount count = ThreadCount.reading(2);
        Random machine = new Random(3);
        int alone = 0;
        for (int i = 0; i < 120; i++) {
            // Measured: 128 tokens take 345 ms and 23.5 more for each 128 before them, and for minutes a quarter more.
            int used = 300 * (i / 12 % 7) + 128 * (i % 2);
            double millis = (345 + 23.5 * used / 128) * (i / 30 % 2 == 0 ? 1 : 1.25) * (1 + machine.nextDouble() / 5);
            Kind kind = Kind.of(AdapterSet.NONE, 128, used, true);
            int threads = count.next(kind);
            count.took(kind, (long) (millis * (threads == 1 ? 1.9 : 1) * MILLI));
            alone += 2 - threads;
        }

        assertThat(alone).isZero();
    }

    @Test
    void stepsOfOtherKindsAreNotCompared() {
        ThreadCount count = ThreadCount.decoding(2);
        for (int i = 0; i < 500; i++) {
            run(count, ONE, ThreadCountTest::quiet, 0, 1);
            run(count, FOUR, threads -> 3 * quiet(threads), 0, 1);
        }

        assertThat(count.current()).isEqualTo(2);
    }

    @Test
    void aTrialIsGivenUpWhenItsKindOfStepDoesNotComeAgain() {
        ThreadCount count = ThreadCount.decoding(2);
        run(count, ONE, ThreadCountTest::quiet, 0, 8);
        assertThat(count.next(ONE)).as("on trial").isEqualTo(1);
        run(count, FOUR, ThreadCountTest::quiet, 0, 100);

        assertThat(count.next(ONE)).isEqualTo(2);
    }

    @Test
    void neverMoreThanGivenAndNeverLessThanOne() {
        ThreadCount count = ThreadCount.decoding(3);
        for (int i = 0; i < 3000; i++) {
            int threads = count.next(ONE);
            assertThat(threads).isBetween(1, 3);
            count.took(ONE, (long) (random.nextInt(1, 100) * MILLI));
        }
    }

    @Test
    void aFixedNumberIsNeverLeft() {
        ThreadCount count = ThreadCount.decoding(2);
        count.fix(2);
        run(count, ONE, ThreadCountTest::badlyBurning, 0, 500);
        assertThat(count.next(ONE)).isEqualTo(2);

        count.fix(0);
        run(count, ONE, ThreadCountTest::badlyBurning, 0, 100);
        assertThat(count.next(ONE)).isEqualTo(1);
    }
}
