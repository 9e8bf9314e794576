package dev.parley.engine.models;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Turns counted bytes into progress events: at most five a second, with the speed of the last five seconds. */
final class Progress {

    private static final long INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long WINDOW = Duration.ofSeconds(5).toNanos();

    private record Sample(long nanos, long bytes) {}

    private final Consumer<PullEvent> events;
    private final LongSupplier nanoTime;
    private final long total;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /**
     * @param total bytes, -1 if unknown
     * @param done bytes that are there already
     */
    Progress(Consumer<PullEvent> events, LongSupplier nanoTime, long total, long done) {
        this.events = events;
        this.nanoTime = nanoTime;
        this.total = total;
        samples.add(new Sample(nanoTime.getAsLong(), done));
        events.accept(new PullEvent.Progress(done, total, 0, null));
    }

    /** That many bytes are there now. */
    void reached(long done) {
        long now = nanoTime.getAsLong();
        if (now - samples.getLast().nanos() >= INTERVAL) {
            samples.add(new Sample(now, done));
            tell(now, done);
        }
    }

    /** It has ended with that many bytes: always told. */
    void ended(long done) {
        tell(nanoTime.getAsLong(), done);
    }

    private void tell(long now, long done) {
        while (samples.size() > 1 && now - samples.getFirst().nanos() > WINDOW) {
            samples.removeFirst();
        }
        var from = samples.getFirst();
        double seconds = (now - from.nanos()) / 1e9;
        double speed = seconds > 0 ? (done - from.bytes()) / seconds : 0;
        Duration left = total < 0 || speed <= 0 ? null : Duration.ofMillis((long) ((total - done) / speed * 1000));
        events.accept(new PullEvent.Progress(done, total, speed, left));
    }
}
