package dev.parley.bot;

import dev.parley.bot.responder.ForwardingReply;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyStatus;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reply that can be stopped alone: others may be on their way in the same conversation, asked for by another terminal.
 * A stop that comes before the reply is known is made good as soon as it shows a sign of life.
 */
final class StoppableReply extends ForwardingReply {
    private final Consumer<UUID> stop;
    private volatile @Nullable UUID turn;
    private volatile boolean stopped;

    /**
     * Wraps a reply.
     *
     * @param stop stops the reply with this id, as often as it is called
     */
    StoppableReply(Reply reply, Consumer<UUID> stop) {
        super(reply);
        this.stop = stop;
    }

    /** Learns its id. */
    Reply open(UUID id) {
        turn = id;
        return this;
    }

    void stop() {
        stopped = true;
        stopIfAsked();
    }

    private void stopIfAsked() {
        UUID known = turn;
        if (stopped && known != null) {
            stop.accept(known);
        }
    }

    @Override
    public void status(ReplyStatus status) {
        stopIfAsked();
        super.status(status);
    }

    @Override
    public void show(String textSoFar) {
        stopIfAsked();
        super.show(textSoFar);
    }
}
