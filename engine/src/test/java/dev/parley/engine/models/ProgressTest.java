package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final List<PullEvent> events = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void tellsSpeedAndTimeLeft() {
        var progress = new Progress(events::add, nanos::get, 1_000, 100);
        nanos.set(Duration.ofSeconds(2).toNanos());
        progress.reached(300);

        assertThat(events)
                .containsExactly(
                        new PullEvent.Progress(100, 1_000, 0, null),
                        new PullEvent.Progress(300, 1_000, 100, Duration.ofSeconds(7)));
    }

    @Test
    void forgetsTheSpeedOfLongAgo() {
        var progress = new Progress(events::add, nanos::get, -1, 0);
        for (int second = 1; second <= 20; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            progress.reached(second <= 10 ? 1_000L * second : 10_000 + 10L * (second - 10));
        }

        assertThat(events.getLast()).isEqualTo(new PullEvent.Progress(10_100, -1, 10, null));
    }

    @Test
    void speaksAtMostFiveTimesASecond() {
        var progress = new Progress(events::add, nanos::get, 1_000, 0);
        for (int i = 1; i <= 1_000; i++) {
            nanos.addAndGet(Duration.ofMillis(1).toNanos());
            progress.reached(i);
        }

        assertThat(events).hasSize(6);
    }

    @Test
    void writesSizesAsPeopleReadThem() {
        assertThat(List.of(Sizes.of(999), Sizes.of(98_362_432), Sizes.of(2_104_932_768L), Sizes.of(1_500)))
                .containsExactly("999 bytes", "98 MB", "2.10 GB", "1 kB");
    }
}
