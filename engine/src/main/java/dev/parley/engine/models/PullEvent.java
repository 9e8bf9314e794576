package dev.parley.engine.models;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happens while a model is fetched or checked, for somebody who shows it. */
public sealed interface PullEvent {

    /** The licence, said before anything is fetched. */
    record Terms(String model, Licence licence) implements PullEvent {}

    /** Another process or thread is fetching the same model; this one waits for it. */
    record Waiting(String model) implements PullEvent {}

    /** A source is tried. */
    record Trying(String source) implements PullEvent {}

    /**
     * Bytes have come, at most five times a second.
     *
     * @param done bytes that are there, those of an earlier attempt included
     * @param total bytes, -1 if the source does not say
     * @param bytesPerSecond over the last seconds, 0 while unknown
     * @param left until the end at this speed, null while unknown
     */
    record Progress(
            long done,
            long total,
            double bytesPerSecond,
            @Nullable Duration left) implements PullEvent {}

    /** The connection broke or the server was busy; the download goes on from where it stands. */
    record Retrying(String source, String why) implements PullEvent {}

    /** A source has failed; the next one, if any, is tried. */
    record SourceFailed(String source, String why) implements PullEvent {}

    /** The checksum is being computed. */
    record Checking(String model, long done, long total) implements PullEvent {}
}
