package dev.parley.engine.supervisor;

import dev.parley.engine.supervisor.HealthProbe.Health;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells a child that works slowly from one that hangs: busy without a step, or without an answer, for too long. */
final class Pulse {

    private final Duration stuck;
    private final LongSupplier nanoTime;
    private long lastSteps = -1;
    private long lastBeat;

    Pulse(Duration stuck, LongSupplier nanoTime) {
        this.stuck = stuck;
        this.nanoTime = nanoTime;
        this.lastBeat = nanoTime.getAsLong();
    }

    /** Takes in what a probe found; true if the child hangs. */
    boolean stopped(Optional<Health> health) {
        long now = nanoTime.getAsLong();
        if (health.isPresent() && (!health.get().busy() || health.get().steps() != lastSteps)) {
            lastSteps = health.get().steps();
            lastBeat = now;
        }
        return now - lastBeat >= stuck.toNanos();
    }
}
