package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;

import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.metrics.ReplyEnd;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts replies by how they end, and times what people see of them. */
final class Measures {
    private final Metrics metrics;
    private final LongSupplier nanoTime;

    Measures(Metrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** Counts it, and passes it on. */
    Outcome ended(String platform, Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered answered ->
                answered(platform, requireNonNull(answered.reply().generation()));
            case Outcome.Refused _ -> metrics.replied(platform, null, ReplyEnd.REFUSED);
            case Outcome.Failed _ -> metrics.replied(platform, null, ReplyEnd.FAILED);
            case Outcome.Stopped _ -> metrics.replied(platform, null, ReplyEnd.STOPPED);
            case Outcome.Interrupted _ -> metrics.replied(platform, null, ReplyEnd.INTERRUPTED);
            case Outcome.Ignored _ -> metrics.replied(platform, null, ReplyEnd.FORGOTTEN);
            case Outcome.Joined _ -> {
                // It has no reply of its own.
            }
        }
        return outcome;
    }

    private void answered(String platform, Generation made) {
        metrics.replied(
                platform,
                made.persona(),
                made.finish() == Finish.STOP
                        ? ReplyEnd.ANSWERED
                        : made.finish() == Finish.LENGTH ? ReplyEnd.LENGTH : ReplyEnd.STOPPED);
        metrics.generated(made.promptTokens(), made.cachedTokens(), made.completionTokens(), made.ttftMillis());
    }

    /** The same opener, whose replies are timed. */
    ReplyOpener timing(String platform, ReplyOpener opener) {
        return turn -> new Timed(platform, opener.open(turn));
    }

    /** Text comes from one thread at a time, but not always the same. */
    private final class Timed implements Reply {
        private final String platform;
        private final Reply reply;
        private final long begun = nanoTime.getAsLong();
        private volatile boolean started;
        private volatile long last;

        Timed(String platform, Reply reply) {
            this.platform = platform;
            this.reply = reply;
        }

        @Override
        public void status(ReplyStatus status) {
            reply.status(status);
        }

        @Override
        public void show(String textSoFar) {
            long now = nanoTime.getAsLong();
            if (started) {
                metrics.tokenGap(Duration.ofNanos(now - last));
            } else {
                metrics.firstText(platform, Duration.ofNanos(now - begun));
            }
            started = true;
            last = now;
            reply.show(textSoFar);
        }

        @Override
        public void complete(ReplyOutcome outcome) {
            reply.complete(outcome);
        }

        @Override
        public void fail(String why) {
            reply.fail(why);
        }
    }
}
