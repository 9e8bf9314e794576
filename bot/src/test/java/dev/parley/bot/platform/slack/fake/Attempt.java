package dev.parley.bot.platform.slack.fake;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One delivery on its way, by one envelope. */
final class Attempt {
    final Delivery delivery;
    final int number;
    final String envelopeId;
    final long sent = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    volatile boolean late;
    /** The socket that it went to. */
    volatile @Nullable Object link;

    Attempt(Delivery delivery, int number, String envelopeId) {
        this.delivery = delivery;
        this.number = number;
        this.envelopeId = envelopeId;
    }

    /** Whether this is the first to say how it ended. */
    boolean settle() {
        return over.compareAndSet(false, true);
    }
}
