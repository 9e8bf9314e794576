package dev.parley.bot.responder;

import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.metrics.ReplyEnd;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Turn;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One reply as whoever operates Parley sees it: how long what took, what it cost and why it ended, counted and in one line of
 * the log. Not a word of what was said.
 */
final class ReplyAccount {
    private static final Logger log = LoggerFactory.getLogger(ReplyAccount.class);

    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private final UUID turn;
    private final UUID conversation;
    private final String platform;
    private final long began;
    private volatile long seated;

    ReplyAccount(Metrics metrics, LongSupplier nanoTime, UUID turn, UUID conversation, String platform) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.turn = turn;
        this.conversation = conversation;
        this.platform = platform;
        began = nanoTime.getAsLong();
    }

    /** The same opener, whose reply is timed. */
    ReplyOpener timed(ReplyOpener opener) {
        return id -> new Timed(opener.open(id));
    }

    /** Its waiting is over: the conversation's turn has come, and it has a seat at the engine. */
    void seated() {
        seated = nanoTime.getAsLong();
    }

    /**
     * Counts it and writes its line.
     *
     * @param outcome what became of it
     */
    void ended(Outcome outcome) {
        Generation made = outcome instanceof Outcome.Answered(Turn reply, var _) ? reply.generation() : null;
        ReplyEnd end = end(outcome, made);
        if (end != null) {
            metrics.replied(platform, made == null ? null : made.persona(), end);
        }
        if (made != null) {
            metrics.generated(made.promptTokens(), made.cachedTokens(), made.completionTokens(), made.ttftMillis());
        }
        write(outcome, made);
    }

    private void write(Outcome outcome, @Nullable Generation made) {
        long now = nanoTime.getAsLong();
        LoggingEventBuilder line = log.atInfo()
                .addKeyValue("conversation", conversation)
                .addKeyValue("turn", turn)
                .addKeyValue("platform", platform)
                .addKeyValue("reason", reason(outcome, made));
        if (made != null) {
            line = line.addKeyValue("persona", made.persona())
                    .addKeyValue("model", made.model())
                    .addKeyValue("first_token_ms", made.ttftMillis())
                    .addKeyValue("tokens_in", made.promptTokens())
                    .addKeyValue("tokens_cached", made.cachedTokens())
                    .addKeyValue("tokens_out", made.completionTokens());
        }
        line.addKeyValue("waited_ms", millis((seated == 0 ? now : seated) - began))
                .addKeyValue("whole_ms", millis(now - began))
                .log("reply ended:");
    }

    /** Null for what has no reply of its own. */
    private static @Nullable ReplyEnd end(Outcome outcome, @Nullable Generation made) {
        return switch (outcome) {
            case Outcome.Answered _ -> made == null ? ReplyEnd.ANSWERED : end(made.finish());
            case Outcome.Refused _ -> ReplyEnd.REFUSED;
            case Outcome.Failed _ -> ReplyEnd.FAILED;
            case Outcome.Stopped _ -> ReplyEnd.STOPPED;
            case Outcome.Interrupted _ -> ReplyEnd.INTERRUPTED;
            case Outcome.Ignored _ -> ReplyEnd.FORGOTTEN;
            case Outcome.Joined _ -> null;
        };
    }

    private static ReplyEnd end(Finish finish) {
        return switch (finish) {
            case STOP -> ReplyEnd.ANSWERED;
            case LENGTH -> ReplyEnd.LENGTH;
            default -> ReplyEnd.STOPPED;
        };
    }

    private static String reason(Outcome outcome, @Nullable Generation made) {
        return switch (outcome) {
            case Outcome.Answered _ ->
                made == null ? "stop" : made.finish().name().toLowerCase(Locale.ROOT);
            case Outcome.Refused _ -> "refused";
            case Outcome.Failed(var _, Throwable cause) ->
                "failed_" + cause.getClass().getSimpleName();
            case Outcome.Joined _ -> "joined";
            case Outcome.Stopped _ -> "stopped";
            case Outcome.Interrupted _ -> "leaving";
            case Outcome.Ignored _ -> "forgotten";
        };
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** Text comes from one thread at a time, but not always the same. */
    private final class Timed extends ForwardingReply {
        private final long opened = nanoTime.getAsLong();
        private volatile boolean started;
        private volatile long last;

        Timed(Reply reply) {
            super(reply);
        }

        @Override
        public void show(String textSoFar) {
            long now = nanoTime.getAsLong();
            if (started) {
                metrics.tokenGap(Duration.ofNanos(now - last));
            } else {
                metrics.firstText(platform, Duration.ofNanos(now - opened));
            }
            started = true;
            last = now;
            super.show(textSoFar);
        }
    }
}
