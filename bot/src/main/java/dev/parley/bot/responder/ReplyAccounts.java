package dev.parley.bot.responder;

import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.metrics.ReplyEnd;
import java.util.UUID;
import java.util.function.LongSupplier;

/** What whoever operates Parley learns of replies: counts and times, and a line in the log for each. */
final class ReplyAccounts {
    private final Metrics metrics;
    private final LongSupplier nanoTime;

    ReplyAccounts(Metrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins one; its waiting counts from now.
     *
     * @param turn the reply's id
     * @param conversation where it is made
     * @param platform where it is shown
     */
    ReplyAccount open(UUID turn, UUID conversation, String platform) {
        return new ReplyAccount(metrics, nanoTime, turn, conversation, platform);
    }

    /** Counts a message that was refused before anything was done for it. */
    void refused(String platform) {
        metrics.replied(platform, null, ReplyEnd.REFUSED);
    }

    /** Counts a message that could not be taken, as nothing can be stored. */
    void notTaken(String platform) {
        metrics.replied(platform, null, ReplyEnd.FAILED);
    }
}
