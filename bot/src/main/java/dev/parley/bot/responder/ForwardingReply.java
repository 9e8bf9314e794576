package dev.parley.bot.responder;

/** A reply that another one shows; who extends it adds something to some of its calls. */
public abstract class ForwardingReply implements Reply {
    private final Reply reply;

    /**
     * Wraps a reply.
     *
     * @param reply what shows it
     */
    protected ForwardingReply(Reply reply) {
        this.reply = reply;
    }

    @Override
    public void status(ReplyStatus status) {
        reply.status(status);
    }

    @Override
    public void show(String textSoFar) {
        reply.show(textSoFar);
    }

    @Override
    public void complete(ReplyOutcome outcome) {
        reply.complete(outcome);
    }

    @Override
    public void fail(String words) {
        reply.fail(words);
    }
}
