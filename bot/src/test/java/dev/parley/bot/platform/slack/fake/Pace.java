package dev.parley.bot.platform.slack.fake;

import java.time.Duration;
import java.util.List;

/**
 * How long Slack's times are.
 *
 * @param window what "a minute" of the rate limits lasts
 * @param ack how long an envelope waits to be acknowledged
 * @param redeliveries when an event comes again, each counted from the failure before
 * @param stream how long a streamed message lives after its start
 * @param trigger how long a trigger_id is good for
 * @param closing what passes between a warning to a socket and its end
 */
public record Pace(
        Duration window,
        Duration ack,
        List<Duration> redeliveries,
        Duration stream,
        Duration trigger,
        Duration closing) {
    /** Copies the list. */
    public Pace {
        redeliveries = List.copyOf(redeliveries);
    }

    /** The times of the reference. */
    public static Pace real() {
        return new Pace(
                Duration.ofMinutes(1),
                Duration.ofSeconds(3),
                List.of(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(5)),
                Duration.ofMinutes(5),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10));
    }

    /** Everything that is not a deadline for the bot, {@code times} as fast; acknowledgements and triggers keep theirs. */
    public Pace faster(int times) {
        return new Pace(
                window.dividedBy(times),
                ack,
                redeliveries.stream().map(wait -> wait.dividedBy(times)).toList(),
                stream.dividedBy(times),
                trigger,
                closing.dividedBy(times));
    }

    /** With another minute for the rate limits. */
    public Pace withWindow(Duration length) {
        return new Pace(length, ack, redeliveries, stream, trigger, closing);
    }

    /** With another deadline for acknowledgements. */
    public Pace withAck(Duration length) {
        return new Pace(window, length, redeliveries, stream, trigger, closing);
    }

    /** With another life for streams. */
    public Pace withStream(Duration length) {
        return new Pace(window, ack, redeliveries, length, trigger, closing);
    }

    /** With another deadline for triggers. */
    public Pace withTrigger(Duration length) {
        return new Pace(window, ack, redeliveries, stream, length, closing);
    }
}
