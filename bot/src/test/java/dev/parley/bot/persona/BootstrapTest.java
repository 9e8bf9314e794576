package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.bot.persona.Bootstrap.Pair;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    @Test
    void aSideIsTheSumOverTheWeights() {
        var difference = Bootstrap.of(List.of(new Pair(1, 3, 4), new Pair(2, 3, 4)));

        assertThat(difference.before()).isEqualTo(3.0 / 8);
        assertThat(difference.after()).isEqualTo(6.0 / 8);
        assertThat(difference.value()).isEqualTo(3.0 / 8);
    }

    @Test
    void theSameFiguresGiveTheSameInterval() {
        var pairs = noisy(50, 0);

        assertThat(Bootstrap.of(pairs)).isEqualTo(Bootstrap.of(pairs));
    }

    @Test
    void aDifferenceThatIsTheSameEverywhereHasNoWidth() {
        var difference = Bootstrap.of(Collections.nCopies(9, new Pair(0, 0.25, 1)));

        assertThat(difference.low()).isEqualTo(0.25);
        assertThat(difference.high()).isEqualTo(0.25);
    }

    @Test
    void theIntervalIsAsWideAsTheoryHasIt() {
        // Of the mean of 400 differences with a standard deviation of 1: 1.96 / 20 on either side.
        var difference = Bootstrap.of(noisy(400, 5));

        assertThat(difference.low()).isCloseTo(difference.value() - 0.098, within(0.015));
        assertThat(difference.high()).isCloseTo(difference.value() + 0.098, within(0.015));
        assertThat(difference.value()).isCloseTo(5, within(0.2));
    }

    @Test
    void whatBothSidesShareDoesNotWidenIt() {
        // Examples differ by hundreds, the two sides of each by one or two.
        var difference = Bootstrap.of(List.of(new Pair(100, 101, 1), new Pair(-300, -298, 1), new Pair(700, 701, 1)));

        assertThat(difference.low()).isBetween(1.0, 2.0);
        assertThat(difference.high()).isBetween(1.0, 2.0);
    }

    private static List<Pair> noisy(int count, double mean) {
        var random = new Random(1);
        return IntStream.range(0, count)
                .mapToObj(_ -> new Pair(0, mean + random.nextGaussian(), 1))
                .toList();
    }
}
