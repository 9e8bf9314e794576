package dev.parley.bot.local;

import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is shown at the other end of a wire. Only what is new is sent; where the other end is slow the newest text
 * and status count, so that at most one of each waits.
 */
final class SentReply implements Reply {
    private final long id;
    private final Wire wire;
    private String latest = "";
    private String sent = "";
    private boolean textWaits;
    private @Nullable ReplyStatus status;

    SentReply(long id, Wire wire) {
        this.id = id;
        this.wire = wire;
    }

    @Override
    public synchronized void status(ReplyStatus now) {
        if (status == null) {
            wire.sendLater(this::nextStatus);
        }
        status = now;
    }

    private synchronized Told nextStatus() {
        ReplyStatus now = status == null ? new ReplyStatus.Writing() : status;
        status = null;
        return new Told.Status(id, now);
    }

    @Override
    public synchronized void show(String textSoFar) {
        latest = textSoFar;
        if (!textWaits) {
            textWaits = true;
            wire.sendLater(this::nextText);
        }
    }

    private synchronized Told nextText() {
        textWaits = false;
        boolean anew = !latest.startsWith(sent);
        String piece = anew ? latest : latest.substring(sent.length());
        sent = latest;
        return new Told.Text(id, anew, piece);
    }

    @Override
    public void complete(ReplyOutcome outcome) {
        wire.send(new Told.Completed(id, outcome));
    }

    @Override
    public void fail(String words) {
        wire.send(new Told.Failed(id, words));
    }
}
