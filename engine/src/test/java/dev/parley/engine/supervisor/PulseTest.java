package dev.parley.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.supervisor.HealthProbe.Health;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {

    private final AtomicLong now = new AtomicLong();
    private final Pulse pulse = new Pulse(Duration.ofSeconds(10), now::get);

    @Test
    void slowStepsAreLife() {
        for (int step = 1; step < 5; step++) {
            later(9);
            assertThat(pulse.stopped(busy(step))).isFalse();
        }
    }

    @Test
    void busyWithoutAStepIsNone() {
        assertThat(pulse.stopped(busy(7))).isFalse();
        later(9);
        assertThat(pulse.stopped(busy(7))).isFalse();
        later(1);
        assertThat(pulse.stopped(busy(7))).isTrue();
    }

    @Test
    void idleIsNoHang() {
        for (int i = 0; i < 3; i++) {
            later(9);
            assertThat(pulse.stopped(Optional.of(new Health(false, 7)))).isFalse();
        }
    }

    @Test
    void noAnswerForAsLongIsAHangToo() {
        later(9);
        assertThat(pulse.stopped(Optional.empty())).isFalse();
        later(1);
        assertThat(pulse.stopped(Optional.empty())).isTrue();
    }

    private static Optional<Health> busy(long steps) {
        return Optional.of(new Health(true, steps));
    }

    private void later(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
