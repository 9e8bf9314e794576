package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyTimeTest {
    private static final Instant START = Instant.parse("2026-11-26T20:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void passesAsItPassesWhenTheClockJumps(long hours) {
        AtomicReference<Instant> clock = new AtomicReference<>(START);
        AtomicLong nanos = new AtomicLong(-7);
        SteadyTime time = new SteadyTime(clock::get, nanos::get);
        clock.set(START.plus(Duration.ofHours(hours)));
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(time.instant()).isEqualTo(START.plusSeconds(3));
    }
}
