package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TotalPaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void letsNoMoreThanItsNumberThroughInAnySecond() throws InterruptedException {
        TotalPace pace = new TotalPace(5, System::nanoTime);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int share = pace.enter();
            times.add(System.nanoTime());
            pace.leave(share);
        }

        for (int i = 5; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 5)).isGreaterThanOrEqualTo(SECOND);
        }
    }

    @Test
    void countsTheSecondFromTheAnswerOn() throws InterruptedException {
        long[] now = {0};
        TotalPace pace = new TotalPace(3, () -> now[0]);
        int first = pace.enter();
        now[0] = 10 * SECOND;
        pace.leave(first);
        int second = pace.enter();
        int third = pace.enter();

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    }

    @Test
    void keepsAThirdForWhatCannotWait() throws InterruptedException {
        long[] now = {0};
        TotalPace pace = new TotalPace(6, () -> now[0]);
        for (int i = 0; i < 3; i++) {
            pace.leave(pace.enter());
        }
        assertThat(pace.pause()).isZero();
        pace.leave(pace.enter());
        assertThat(pace.pause()).isEqualTo(SECOND);
        now[0] = SECOND;
        assertThat(pace.pause()).isZero();
    }
}
