package dev.parley.bot.responder;

import dev.parley.persistence.Generation;
import dev.parley.persistence.Turn;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One reply's line in the log: its ids, who answered, how long it took, what it cost, and why it ended. Not a word of what
 * was said. Milliseconds everywhere.
 */
final class ReplyLog {
    private static final Logger log = LoggerFactory.getLogger(ReplyLog.class);

    private final UUID turn;
    private final UUID conversation;
    private final String platform;
    private final long began = System.nanoTime();
    private volatile long seated;

    /**
     * Begins to count.
     *
     * @param turn the reply's id
     * @param conversation where it is made
     * @param platform where it is shown
     */
    ReplyLog(UUID turn, UUID conversation, String platform) {
        this.turn = turn;
        this.conversation = conversation;
        this.platform = platform;
    }

    /** Its waiting is over: the conversation's turn has come, and it has a seat at the engine. */
    void seated() {
        seated = System.nanoTime();
    }

    /**
     * Writes the line.
     *
     * @param outcome what became of it
     * @return the same
     */
    Outcome ended(Outcome outcome) {
        long now = System.nanoTime();
        LoggingEventBuilder line = log.atInfo()
                .addKeyValue("conversation", conversation)
                .addKeyValue("turn", turn)
                .addKeyValue("platform", platform)
                .addKeyValue("reason", reason(outcome));
        if (outcome instanceof Outcome.Answered(Turn reply, var _) && reply.generation() != null) {
            Generation made = reply.generation();
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
        return outcome;
    }

    private static String reason(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered(Turn reply, var _) ->
                reply.generation() == null
                        ? "stop"
                        : reply.generation().finish().name().toLowerCase(Locale.ROOT);
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
}
